"""Windows: functions over the rows around the current one."""

SIGNATURES = """
    # Give the share of rows that do not come after this one.
    cume_dist() -> double
    # Rank rows without gaps.
    dense_rank() -> bigint
    # Give the value of the frame's first row.
    first_value(T) -> T
    # Give the value of a row so many before: one, unless a number is given.
    lag(T) -> T
    lag(T, bigint) -> T
    lag(T, bigint, T) -> T
    # Give the value of the frame's last row.
    last_value(T) -> T
    # Give the value of a row so many after: one, unless a number is given.
    lead(T) -> T
    lead(T, bigint) -> T
    lead(T, bigint, T) -> T
    # Give the value of the frame's row of this number.
    nth_value(T, bigint) -> T
    # Number so many parts, as equal as can be.
    ntile(bigint) -> bigint
    # Rank rows, from 0 to 1.
    percent_rank() -> double
    # Rank rows, with gaps after equal ones.
    rank() -> bigint
    # Number the rows.
    row_number() -> bigint
"""
