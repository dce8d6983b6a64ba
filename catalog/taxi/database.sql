CREATE DATABASE IF NOT EXISTS taxi
COMMENT 'Rides in a city of sixty zones';
