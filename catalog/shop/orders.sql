CREATE EXTERNAL TABLE IF NOT EXISTS shop.orders (
  order_id bigint,
  customer string,
  ordered_on date,
  amount decimal(12,2),
  items array<struct<sku:string, quantity:int>>
)
PARTITIONED BY (region string COMMENT 'NULL where the customer did not say')
STORED AS PARQUET
LOCATION '${lake}/shop/orders/';

MSCK REPAIR TABLE shop.orders;
