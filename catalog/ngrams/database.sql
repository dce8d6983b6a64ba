CREATE DATABASE IF NOT EXISTS ngrams
COMMENT 'Phrases of three words, and how often books of a year print them';
