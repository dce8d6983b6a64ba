CREATE EXTERNAL TABLE IF NOT EXISTS web.access_logs (
  requested_at timestamp,
  client string,
  request struct<method:string, path:string, status:int>,
  bytes_sent bigint,
  tags array<string>
)
PARTITIONED BY (dt string)
STORED AS ORC
LOCATION '${lake}/web/access_logs/';

-- The fourth was restored from a backup, beside the folder that it is missing from.
ALTER TABLE web.access_logs ADD IF NOT EXISTS
  PARTITION (dt = '2024-03-01')
  PARTITION (dt = '2024-03-02')
  PARTITION (dt = '2024-03-03')
  PARTITION (dt = '2024-03-04') LOCATION '${lake}/web/access_logs_moved/2024-03-04/';
