"""Maps."""

SIGNATURES = """
"""
