CREATE DATABASE IF NOT EXISTS web
COMMENT 'What a web server wrote down';
