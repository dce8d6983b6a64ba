"""Trino's functions and operators, as data: names, argument types, result types."""
