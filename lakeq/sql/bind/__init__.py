"""From a parsed query and a catalog to a BoundQuery."""
