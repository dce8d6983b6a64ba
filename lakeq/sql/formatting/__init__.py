"""Formatting: the same tokens and comments, laid out anew.

``format_statements`` is the one door. Nothing is rewritten: a statement is cut into tokens, these are
nested as their brackets are, and printed in the same order.
"""

from lakeq.sql.formatting.statements import format_statements

__all__ = ["format_statements"]
