"""The signatures: one line each, as Trino's reference writes them.

``T``, ``K`` and ``V`` stand for any type, ``N`` for any number, ``O`` for any orderable type;
``p``, ``s`` and ``x`` for a parameter of the argument's type that the result repeats. ``...`` repeats
the last argument. Operators are functions here, under names no one can write in SQL.

Source: Trino's functions and operators reference, as Athena engine version 3 offers them.
"""

OPERATORS = """
    and(boolean, boolean, boolean...) -> boolean
    or(boolean, boolean, boolean...) -> boolean
    not(boolean) -> boolean
    is_null(T) -> boolean
    eq(T, T) -> boolean
    ne(T, T) -> boolean
    is_distinct_from(T, T) -> boolean
    lt(O, O) -> boolean
    le(O, O) -> boolean
    gt(O, O) -> boolean
    ge(O, O) -> boolean
    between(O, O, O) -> boolean
    in(T, T, T...) -> boolean
    like(varchar, varchar) -> boolean
    like(varchar, varchar, varchar) -> boolean
    coalesce(T, T...) -> T
    nullif(T, T) -> T
    if(boolean, T) -> T
    if(boolean, T, T) -> T
    try(T) -> T
    array(T...) -> array(T)
    subscript(array(T), bigint) -> T
    subscript(map(K, V), K) -> V
    negate(N) -> N
"""

SCALARS = """
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
    bitwise_and(bigint, bigint) -> bigint
    bitwise_or(bigint, bigint) -> bigint
    bitwise_xor(bigint, bigint) -> bigint
    bitwise_not(bigint) -> bigint
    length(varchar) -> bigint
    lower(varchar(x)) -> varchar(x)
    upper(varchar(x)) -> varchar(x)
    trim(varchar(x)) -> varchar(x)
    ltrim(varchar(x)) -> varchar(x)
    rtrim(varchar(x)) -> varchar(x)
    substr(varchar(x), bigint) -> varchar(x)
    substr(varchar(x), bigint, bigint) -> varchar(x)
    replace(varchar, varchar) -> varchar
    replace(varchar, varchar, varchar) -> varchar
    reverse(varchar(x)) -> varchar(x)
    concat(varchar, varchar, varchar...) -> varchar
    concat(array(T), array(T), array(T)...) -> array(T)
    strpos(varchar, varchar) -> bigint
    starts_with(varchar, varchar) -> boolean
    lpad(varchar, bigint, varchar) -> varchar
    rpad(varchar, bigint, varchar) -> varchar
    split(varchar, varchar) -> array(varchar)
    split_part(varchar, varchar, bigint) -> varchar
    chr(bigint) -> varchar(1)
    codepoint(varchar(1)) -> integer
    regexp_like(varchar, varchar) -> boolean
    to_utf8(varchar) -> varbinary
    from_utf8(varbinary) -> varchar
    to_hex(varbinary) -> varchar
    from_hex(varchar) -> varbinary
    md5(varbinary) -> varbinary
    sha1(varbinary) -> varbinary
    sha256(varbinary) -> varbinary
    year(date) -> bigint
    year(timestamp(p)) -> bigint
    quarter(date) -> bigint
    quarter(timestamp(p)) -> bigint
    month(date) -> bigint
    month(timestamp(p)) -> bigint
    week(date) -> bigint
    week(timestamp(p)) -> bigint
    day(date) -> bigint
    day(timestamp(p)) -> bigint
    day_of_week(date) -> bigint
    day_of_week(timestamp(p)) -> bigint
    day_of_year(date) -> bigint
    day_of_year(timestamp(p)) -> bigint
    year_of_week(date) -> bigint
    year_of_week(timestamp(p)) -> bigint
    hour(timestamp(p)) -> bigint
    minute(timestamp(p)) -> bigint
    second(timestamp(p)) -> bigint
    millisecond(timestamp(p)) -> bigint
    date_trunc(varchar, date) -> date
    date_trunc(varchar, timestamp(p)) -> timestamp(p)
    date_add(varchar, bigint, date) -> date
    date_add(varchar, bigint, timestamp(p)) -> timestamp(p)
    date_diff(varchar, date, date) -> bigint
    date_diff(varchar, timestamp(p), timestamp(p)) -> bigint
    last_day_of_month(date) -> date
    last_day_of_month(timestamp(p)) -> date
    date(varchar) -> date
    date(timestamp(p)) -> date
    cardinality(array(T)) -> bigint
    cardinality(map(K, V)) -> bigint
    element_at(array(T), bigint) -> T
    element_at(map(K, V), K) -> V
    contains(array(T), T) -> boolean
"""

AGGREGATES = """
    count() -> bigint
    count(T) -> bigint
    count_if(boolean) -> bigint
    sum(bigint) -> bigint
    sum(decimal(p,s)) -> decimal(38,s)
    sum(real) -> real
    sum(double) -> double
    avg(bigint) -> double
    avg(double) -> double
    avg(real) -> real
    avg(decimal(p,s)) -> decimal(p,s)
    min(O) -> O
    max(O) -> O
    bool_and(boolean) -> boolean
    bool_or(boolean) -> boolean
    arbitrary(T) -> T
    min_by(T, O) -> T
    max_by(T, O) -> T
    array_agg(T) -> array(T)
    stddev_samp(double) -> double
    stddev_pop(double) -> double
    var_samp(double) -> double
    var_pop(double) -> double
    approx_distinct(T) -> bigint
"""

WINDOWS = """
    row_number() -> bigint
    rank() -> bigint
    dense_rank() -> bigint
    percent_rank() -> double
    cume_dist() -> double
    ntile(bigint) -> bigint
    lag(T) -> T
    lag(T, bigint) -> T
    lag(T, bigint, T) -> T
    lead(T) -> T
    lead(T, bigint) -> T
    lead(T, bigint, T) -> T
    first_value(T) -> T
    last_value(T) -> T
    nth_value(T, bigint) -> T
"""

ALIASES = {
    "any_value": "arbitrary",
    "ceil": "ceiling",
    "char_length": "length",
    "character_length": "length",
    "day_of_month": "day",
    "dow": "day_of_week",
    "doy": "day_of_year",
    "every": "bool_and",
    "pow": "power",
    "stddev": "stddev_samp",
    "substring": "substr",
    "variance": "var_samp",
    "week_of_year": "week",
    "yow": "year_of_week",
}
"""Other names Trino gives the same function."""

HIDDEN = frozenset(line.split("(")[0].strip() for line in OPERATORS.strip().splitlines()) - {
    "coalesce",
    "nullif",
    "if",
    "try",
}
"""Registry names that stand for operators, so that no one can call them as functions."""
