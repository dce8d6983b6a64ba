"""URLs: their parts, and encoding."""

SIGNATURES = """
"""
