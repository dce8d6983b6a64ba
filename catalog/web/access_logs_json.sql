CREATE EXTERNAL TABLE IF NOT EXISTS web.access_logs_json (
  requested_at timestamp,
  client string,
  request struct<method:string, path:string, status:int>,
  bytes_sent bigint,
  tags array<string>
)
PARTITIONED BY (dt string)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
LOCATION '${lake}/web/access_logs_json/';

MSCK REPAIR TABLE web.access_logs_json;
