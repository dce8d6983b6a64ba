"""Batches of a result as rows and as files."""
