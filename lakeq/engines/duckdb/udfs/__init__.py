"""UDFs: functions that DuckDB's SQL cannot say, written in Python and called with whole columns."""
