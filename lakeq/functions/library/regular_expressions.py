"""Regular expressions: Java's, as Trino runs them."""

SIGNATURES = """
    regexp_like(varchar, varchar) -> boolean
"""
