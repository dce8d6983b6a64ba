CREATE EXTERNAL TABLE IF NOT EXISTS shop.events (
  event_id bigint,
  happened_at timestamp,
  kind string,
  article int
)
ROW FORMAT DELIMITED FIELDS TERMINATED BY ','
STORED AS TEXTFILE
LOCATION '${lake}/shop/events/';
