"""Operators: functions under names no one can write in SQL, but for a few."""

SIGNATURES = """
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
    overlaps(O, O, O, O) -> boolean
    in(T, T, T...) -> boolean
    like(varchar, varchar) -> boolean
    like(varchar, varchar, varchar) -> boolean
    array(T...) -> array(T)
    subscript(array(T), bigint) -> T
    subscript(map(K, V), K) -> V
    negate(N) -> N
    negate(interval day to second) -> interval day to second
    negate(interval year to month) -> interval year to month
    at_time_zone(timestamp(p) with time zone, varchar) -> timestamp(p) with time zone
    at_time_zone(time(p) with time zone, varchar) -> time(p) with time zone
    on_date(date, time(p)) -> timestamp(p)
    on_date(date, time(p) with time zone) -> timestamp(p) with time zone
    # Give the first value that is not NULL; what stands behind it is not worked out.
    coalesce(T, T...) -> T
    # Give NULL if two values are equal, else the first.
    nullif(T, T) -> T
    # Give a value if a condition is true, else another, or NULL.
    if(boolean, T) -> T
    if(boolean, T, T) -> T
    # Give NULL where working out a value fails.
    try(T) -> T
"""

CALLABLE = frozenset(("coalesce", "nullif", "if", "try"))
"""The ones that are written as calls."""
