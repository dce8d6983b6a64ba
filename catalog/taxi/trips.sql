-- Files before 2024 have no airport_fee and count passengers in 32 bits.
CREATE EXTERNAL TABLE IF NOT EXISTS taxi.trips (
  vendor string COMMENT 'three digits, such as 007',
  pickup_at timestamp,
  dropoff_at timestamp,
  pickup_zone int,
  dropoff_zone int,
  passengers bigint COMMENT 'NULL where the meter does not count them',
  distance_km double,
  fare decimal(10,2),
  tip decimal(10,2) COMMENT 'NULL for cash',
  payment string,
  airport_fee decimal(6,2)
)
COMMENT 'One row a ride'
PARTITIONED BY (year int, month string)
STORED AS PARQUET
LOCATION '${lake}/taxi/trips/';

MSCK REPAIR TABLE taxi.trips;
