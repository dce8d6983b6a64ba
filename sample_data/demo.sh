#!/bin/sh
# The demo query, then the same with the partition key in its filter, and what that saved.
# Run by `make demo`, which builds lake.sqlite and puts lakeq on the PATH.
set -eu

phrase="SELECT gram, year, sum(count) FROM ngrams.ngram WHERE gram = 'just say no'"
grouped="GROUP BY gram, year ORDER BY year ASC"

show() {
  printf '\n$ lakeq %s "%s"\n' "$*" "$sql"
  lakeq "$@" "$sql" 2>&1
}

sql="$phrase $grouped"
show query --format table

sql="$phrase AND decade = 1980 $grouped"
show query --format table
show explain
