"""Bases and buckets: numbers written in other bases, and the buckets they fall into."""

from collections.abc import Sequence

from lakeq.engines.duckdb.functions.invocation import Invocation
from lakeq.engines.duckdb.spelling import captured, once
from lakeq.errors import InvalidArgument, OutOfRange

_RADIX = "Radix must be between 2 and 36"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_ENOUGH = "CAST(9223372036854775808 AS HUGEINT)"
_SEARCH_STEPS = 32


def to_base(call: Invocation) -> str:
    """Spell to_base; the sign is written by itself, because the least number has no opposite."""

    def build(values: Sequence[str]) -> str:
        value, radix = values
        base = f"CAST(CASE WHEN {radix} BETWEEN 2 AND 36 THEN {radix} END AS INTEGER)"
        front = f"CASE WHEN {value} // {base} < 0 THEN to_base(-({value} // {base}), {base}) ELSE '' END"
        negative = f"'-' || {front} || to_base(-({value} % {base}), {base})"
        return (
            f"CASE WHEN {value} IS NULL OR {radix} IS NULL THEN NULL "
            f"WHEN {radix} NOT BETWEEN 2 AND 36 THEN {call.fail(InvalidArgument, _RADIX)} "
            f"WHEN {value} >= 0 THEN lower(to_base({value}, {base})) "
            f"ELSE lower({negative}) END"
        )

    return once(call.sql, build)


def from_base(call: Invocation) -> str:
    """Spell from_base, adding up digits until they are too many."""

    def build(values: Sequence[str]) -> str:
        value, radix = values
        digits = (
            f"list_transform(string_split(lower(ltrim({value}, '+-')), ''), "
            f"lambda digit: CAST(strpos('{_DIGITS}', digit) - 1 AS HUGEINT))"
        )
        number = (
            f"list_reduce({digits}, lambda a, b: CASE WHEN a IS NULL OR b >= {radix} THEN NULL "
            f"WHEN a > {_ENOUGH} THEN a ELSE a * {radix} + b END, CAST(0 AS HUGEINT))"
        )
        signed = f"CASE WHEN starts_with({value}, '-') THEN -1 ELSE 1 END * {number}"
        bad = f"'Not a valid base-' || {radix} || ' number: ' || {value}"
        valid = f"regexp_full_match({value}, '[+-]?[0-9a-zA-Z]+')"
        parsed = f"TRY_CAST(CASE WHEN {valid} THEN {signed} END AS BIGINT)"
        return (
            f"CASE WHEN {value} IS NULL OR {radix} IS NULL THEN NULL "
            f"WHEN {radix} NOT BETWEEN 2 AND 36 THEN {call.fail(InvalidArgument, _RADIX)} "
            f"ELSE coalesce({parsed}, {call.fail_about(InvalidArgument, bad)}) END"
        )

    return captured(call.sql, build)


def width_bucket(call: Invocation) -> str:
    """Spell width_bucket, over equal buckets or over the bounds in an array."""
    return _listed_bucket(call) if len(call.sql) == 2 else _equal_bucket(call)


def _equal_bucket(call: Invocation) -> str:
    def build(values: Sequence[str]) -> str:
        value, first, second, count = values
        missing = " OR ".join(f"{each} IS NULL" for each in values)
        low, high = f"least({first}, {second})", f"greatest({first}, {second})"
        inside = f"CAST(trunc(CAST({count} AS DOUBLE) * ({value} - {low}) / ({high} - {low}) + 1) AS BIGINT)"
        found = f"CASE WHEN {value} < {low} THEN 0 WHEN {value} >= {high} THEN {count} + 1 ELSE {inside} END"
        beyond = f"'Bucket for value ' || lakeq_double_text({value}) || ' is out of range'"
        failures = (
            (f"{count} <= 0", "bucketCount must be greater than 0"),
            (f"isnan({value})", "operand must not be NaN"),
            (f"NOT isfinite({first})", "first bound must be finite"),
            (f"NOT isfinite({second})", "second bound must be finite"),
            (f"{first} = {second}", "bounds cannot equal each other"),
        )
        checks = " ".join(
            f"WHEN {failed} THEN {call.fail(InvalidArgument, message)}"
            for failed, message in failures
        )
        last = f"{count} = 9223372036854775807 AND {value} >= {high}"
        return (
            f"CASE WHEN {missing} THEN NULL {checks} "
            f"WHEN {last} THEN {call.fail_about(OutOfRange, beyond)} "
            f"WHEN {first} > {second} THEN {count} - ({found}) + 1 ELSE {found} END"
        )

    return once(call.sql, build)


def _listed_bucket(call: Invocation) -> str:
    """Count the bounds up to the value; search as Trino does where they are in disorder."""

    def build(values: Sequence[str]) -> str:
        value, bins = values
        ordered = f"{bins} = list_sort({bins}) AND len(list_filter({bins}, lambda b: NOT isfinite(b))) = 0"
        empty = call.fail(InvalidArgument, "Bins cannot be an empty array")
        return (
            f"CASE WHEN {value} IS NULL OR {bins} IS NULL THEN NULL "
            f"WHEN len({bins}) = 0 THEN {empty} "
            f"WHEN isnan({value}) THEN {call.fail(InvalidArgument, 'Operand cannot be NaN')} "
            f"WHEN {ordered} THEN len(list_filter({bins}, lambda b: b <= {value})) "
            f"ELSE {_search(call, value, bins)} END"
        )

    return captured(call.sql, build)


def _search(call: Invocation, value: str, bins: str) -> str:
    """Halve the range of bounds again and again, failing at those that cannot be compared."""
    start = f"struct_pack(low := CAST(0 AS BIGINT), high := len({bins}))"
    middle = "(s.low + s.high) // 2"
    bound = f"{bins}[{middle} + 1]"
    infinite = f"'Bin value must be finite, got ' || lakeq_double_text({bound})"
    disorder = call.fail(InvalidArgument, "Bin values are not sorted in ascending order")
    step = (
        "CASE WHEN s.low >= s.high THEN s "
        f"WHEN {bins}[s.low + 1] > {bins}[s.high] THEN struct_pack(low := {disorder}, high := s.high) "
        f"WHEN NOT isfinite({bound}) THEN "
        f"struct_pack(low := {call.fail_about(InvalidArgument, infinite)}, high := s.high) "
        f"WHEN {value} < {bound} THEN struct_pack(low := s.low, high := {middle}) "
        f"ELSE struct_pack(low := {middle} + 1, high := s.high) END"
    )
    steps = f"list_transform(range({_SEARCH_STEPS}), lambda step: {start})"
    return f"(list_reduce({steps}, lambda s, step: {step})).low"
