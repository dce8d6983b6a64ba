"""Expressions: from nodes to bound, typed expressions."""
