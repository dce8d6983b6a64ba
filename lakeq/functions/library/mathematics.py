"""Mathematics: numbers, roots, logarithms, rounding."""

SIGNATURES = """
    abs(N) -> N
    ceiling(bigint) -> bigint
    ceiling(integer) -> integer
    ceiling(smallint) -> smallint
    ceiling(tinyint) -> tinyint
    ceiling(double) -> double
    ceiling(real) -> real
    floor(bigint) -> bigint
    floor(integer) -> integer
    floor(smallint) -> smallint
    floor(tinyint) -> tinyint
    floor(double) -> double
    floor(real) -> real
    round(bigint) -> bigint
    round(integer) -> integer
    round(smallint) -> smallint
    round(tinyint) -> tinyint
    round(double) -> double
    round(real) -> real
    round(bigint, integer) -> bigint
    round(integer, integer) -> integer
    round(smallint, integer) -> smallint
    round(tinyint, integer) -> tinyint
    round(double, integer) -> double
    truncate(double) -> double
    sign(bigint) -> bigint
    sign(integer) -> integer
    sign(double) -> double
    sqrt(double) -> double
    cbrt(double) -> double
    power(double, double) -> double
    exp(double) -> double
    ln(double) -> double
    log2(double) -> double
    log10(double) -> double
    log(double, double) -> double
    pi() -> double
    e() -> double
    nan() -> double
    infinity() -> double
    is_nan(double) -> boolean
    is_finite(double) -> boolean
    is_infinite(double) -> boolean
    greatest(O, O...) -> O
    least(O, O...) -> O
"""

ALIASES = {
    "ceil": "ceiling",
    "pow": "power",
}
