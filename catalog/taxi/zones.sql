CREATE EXTERNAL TABLE IF NOT EXISTS taxi.zones (
  zone_id int,
  zone string,
  borough string,
  code string COMMENT 'zone_id in three digits'
)
STORED AS PARQUET
LOCATION '${lake}/taxi/zones/';
