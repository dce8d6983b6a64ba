"""Figures for people: durations and counts. Sizes and money are those of ``lakeq.metering.money``."""


def duration_text(milliseconds: int) -> str:
    """Write a duration.

    >>> duration_text(210), duration_text(83_000)
    ('0.21 s', '1 min 23 s')
    """
    if milliseconds < 60_000:
        return f"{milliseconds / 1000:.2f} s"
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes:,} min {seconds:02} s"


def count_text(count: int, noun: str) -> str:
    """Write a count with its noun, which is one that takes a plain s.

    >>> count_text(1, "row"), count_text(7884, "row")
    ('1 row', '7,884 rows')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
