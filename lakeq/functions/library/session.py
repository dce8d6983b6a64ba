"""The session: who asks, where and when."""

SIGNATURES = """
"""
