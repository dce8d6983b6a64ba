"""The DuckDB engine: everything that knows DuckDB."""
