"""Functions: what each function of the registry becomes in DuckDB, one table per topic."""
