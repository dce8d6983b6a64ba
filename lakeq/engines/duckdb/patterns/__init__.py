"""Patterns: Java's regular expressions, for RE2 and for Python."""
