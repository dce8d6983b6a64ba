CREATE VIEW ngrams.by_decade AS
SELECT gram, decade, sum(count) AS count
FROM ngrams.ngram
GROUP BY gram, decade;
