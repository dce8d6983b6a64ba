"""Windows: functions over the rows around the current one."""

SIGNATURES = """
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
