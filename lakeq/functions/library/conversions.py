"""Conversions: formats, sizes, names of types."""

SIGNATURES = """
"""
