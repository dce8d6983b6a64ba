CREATE DATABASE IF NOT EXISTS shop
COMMENT 'Orders, and the clicks that led to them';
