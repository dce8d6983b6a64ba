"""Mathematics: numbers, roots, logarithms, rounding."""

SIGNATURES = """
    # Take a number without its sign.
    abs(N) -> N
    # Give the angle of a cosine, in radians.
    acos(double) -> double
    # Give the angle of a sine, in radians.
    asin(double) -> double
    # Give the angle of a tangent, in radians.
    atan(double) -> double
    # Give the angle of the tangent y / x, in radians.
    atan2(double, double) -> double
    # Take the cube root.
    cbrt(double) -> double
    # Round up to a whole number.
    ceiling(bigint) -> bigint
    ceiling(integer) -> integer
    ceiling(smallint) -> smallint
    ceiling(tinyint) -> tinyint
    ceiling(double) -> double
    ceiling(real) -> real
    ceiling(decimal(p,s)) -> decimal(p - s + min(s, 1),0)
    # Give the cosine of an angle in radians.
    cos(double) -> double
    # Give the hyperbolic cosine.
    cosh(double) -> double
    # Turn radians into degrees.
    degrees(double) -> double
    # Give Euler's number.
    e() -> double
    # Raise Euler's number to a power.
    exp(double) -> double
    # Round down to a whole number.
    floor(bigint) -> bigint
    floor(integer) -> integer
    floor(smallint) -> smallint
    floor(tinyint) -> tinyint
    floor(double) -> double
    floor(real) -> real
    floor(decimal(p,s)) -> decimal(p - s + min(s, 1),0)
    # Read a whole number written in another base.
    from_base(varchar, bigint) -> bigint
    # Give the greatest of the values; NULL if any is.
    greatest(O, O...) -> O
    # Give positive infinity.
    infinity() -> double
    # Tell whether a number is neither infinite nor NaN.
    is_finite(double) -> boolean
    # Tell whether a number is infinite.
    is_infinite(double) -> boolean
    # Tell whether a number is NaN.
    is_nan(double) -> boolean
    is_nan(real) -> boolean
    # Give the least of the values; NULL if any is.
    least(O, O...) -> O
    # Take the natural logarithm.
    ln(double) -> double
    # Take the logarithm to a base, which comes first.
    log(double, double) -> double
    # Take the logarithm to base 10.
    log10(double) -> double
    # Take the logarithm to base 2.
    log2(double) -> double
    # Give the remainder of a division, with the sign of the dividend.
    mod(bigint, bigint) -> bigint
    mod(integer, integer) -> integer
    mod(smallint, smallint) -> smallint
    mod(tinyint, tinyint) -> tinyint
    mod(double, double) -> double
    mod(real, real) -> real
    mod(decimal(p,s), decimal(q,t)) -> decimal(min(q - t, p - s) + max(s, t),max(s, t))
    # Give the value that is not a number.
    nan() -> double
    # Give the ratio of a circle's circumference to its diameter.
    pi() -> double
    # Raise a number to a power.
    power(double, double) -> double
    # Turn degrees into radians.
    radians(double) -> double
    # Draw a number at random: from 0 to 1, below a bound, or from a bound to below another.
    random() -> double
    random(bigint) -> bigint
    random(integer) -> integer
    random(smallint) -> smallint
    random(tinyint) -> tinyint
    random(bigint, bigint) -> bigint
    random(integer, integer) -> integer
    random(smallint, smallint) -> smallint
    random(tinyint, tinyint) -> tinyint
    # Round to a whole number, or to a number of digits; halves go away from zero.
    round(bigint) -> bigint
    round(integer) -> integer
    round(smallint) -> smallint
    round(tinyint) -> tinyint
    round(double) -> double
    round(real) -> real
    round(decimal(p,s)) -> decimal(min(38, p - s + min(1, s)),0)
    round(bigint, integer) -> bigint
    round(integer, integer) -> integer
    round(smallint, integer) -> smallint
    round(tinyint, integer) -> tinyint
    round(double, integer) -> double
    round(real, integer) -> real
    round(decimal(p,s), integer) -> decimal(min(38, p + 1),s)
    # Tell a number's sign: -1, 0 or 1.
    sign(bigint) -> bigint
    sign(integer) -> integer
    sign(smallint) -> smallint
    sign(tinyint) -> tinyint
    sign(double) -> double
    sign(real) -> real
    sign(decimal(p,s)) -> decimal(1,0)
    # Give the sine of an angle in radians.
    sin(double) -> double
    # Give the hyperbolic sine.
    sinh(double) -> double
    # Take the square root.
    sqrt(double) -> double
    # Give the tangent of an angle in radians.
    tan(double) -> double
    # Give the hyperbolic tangent.
    tanh(double) -> double
    # Write a whole number in another base.
    to_base(bigint, bigint) -> varchar(64)
    # Drop the digits after the point, or after a number of digits.
    truncate(double) -> double
    truncate(real) -> real
    truncate(decimal(p,s)) -> decimal(max(1, p - s),0)
    truncate(decimal(p,s), integer) -> decimal(p,s)
    # Tell the number of the bucket that a value falls into.
    width_bucket(double, double, double, bigint) -> bigint
    width_bucket(double, array(double)) -> bigint
"""

ALIASES = {
    "ceil": "ceiling",
    "pow": "power",
    "rand": "random",
}

DIFFERENCES = {
    "random": "The numbers are DuckDB's, drawn anew for every row and in no order that repeats.",
}

_LEARNING = "there is no machine learning"
REFUSED = {"classify": _LEARNING, "features": _LEARNING, "regress": _LEARNING}
