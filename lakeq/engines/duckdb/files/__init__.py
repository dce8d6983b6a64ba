"""Files: what is planned to be read of them, as relations of DuckDB."""
