"""JSON: documents as text, and paths into them."""

SIGNATURES = """
"""
