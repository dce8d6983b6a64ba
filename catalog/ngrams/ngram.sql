CREATE EXTERNAL TABLE IF NOT EXISTS ngrams.ngram (
  gram string COMMENT 'the phrase, by which files are sorted',
  year int,
  count bigint COMMENT 'times the phrase was printed in that year',
  books bigint COMMENT 'books that print it'
)
COMMENT 'Counts of phrases by year'
PARTITIONED BY (decade int)
STORED AS PARQUET
LOCATION '${lake}/ngrams/ngram/';

MSCK REPAIR TABLE ngrams.ngram;
