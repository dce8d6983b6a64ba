"""The grammar of DDL and of utility statements: Hive's, as Athena speaks it."""
