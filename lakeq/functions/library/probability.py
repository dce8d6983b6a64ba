"""Probability: distributions and confidence intervals."""

SIGNATURES = """
"""
