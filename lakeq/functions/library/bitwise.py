"""Bits: integers as rows of bits."""

SIGNATURES = """
    bitwise_and(bigint, bigint) -> bigint
    bitwise_or(bigint, bigint) -> bigint
    bitwise_xor(bigint, bigint) -> bigint
    bitwise_not(bigint) -> bigint
"""
