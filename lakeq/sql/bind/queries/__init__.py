"""Queries: SELECT and what stands in it, set operations, WITH, tables that are computed."""
