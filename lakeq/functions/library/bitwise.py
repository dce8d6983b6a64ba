"""Bits: integers as rows of bits."""

SIGNATURES = """
    # Count the ones of a number of so many bits, in two's complement.
    bit_count(bigint, bigint) -> bigint
    # Keep the bits that both have.
    bitwise_and(bigint, bigint) -> bigint
    # Move bits to the left; what leaves the type is lost.
    bitwise_left_shift(bigint, bigint) -> bigint
    bitwise_left_shift(integer, bigint) -> integer
    bitwise_left_shift(smallint, bigint) -> smallint
    bitwise_left_shift(tinyint, bigint) -> tinyint
    # Turn every bit over.
    bitwise_not(bigint) -> bigint
    # Keep the bits that either has.
    bitwise_or(bigint, bigint) -> bigint
    # Move bits to the right, and zeros in.
    bitwise_right_shift(bigint, bigint) -> bigint
    bitwise_right_shift(integer, bigint) -> integer
    bitwise_right_shift(smallint, bigint) -> smallint
    bitwise_right_shift(tinyint, bigint) -> tinyint
    # Move bits to the right, and the sign in.
    bitwise_right_shift_arithmetic(bigint, bigint) -> bigint
    bitwise_right_shift_arithmetic(integer, bigint) -> integer
    bitwise_right_shift_arithmetic(smallint, bigint) -> smallint
    bitwise_right_shift_arithmetic(tinyint, bigint) -> tinyint
    # Keep the bits that one of the two has.
    bitwise_xor(bigint, bigint) -> bigint
"""
