"""The grammar of queries: Trino's, as Athena speaks it, built into sqlglot's node classes."""
