"""Splitting: strings into parts, by delimiters."""

from collections.abc import Sequence

from lakeq.engines.duckdb.functions.guards import Check, checked
from lakeq.engines.duckdb.functions.invocation import Invocation
from lakeq.engines.duckdb.spelling import joined, shared

_LONGEST = 2**31 - 1


def split(call: Invocation) -> str:
    """Spell split: with a limit, the last part is all that is left."""

    def build(values: Sequence[str]) -> tuple[Sequence[Check], str]:
        parts = f"string_split({values[0]}, {values[1]})"
        checks = []
        if len(values) > 2:
            limit = values[2]
            if not _is_limit(call.constant(2)):
                checks = [
                    (f"{limit} <= 0", "Limit must be positive"),
                    (f"{limit} > {_LONGEST}", "Limit is too large"),
                ]
            parts = shared(parts, lambda found: _limited(found, values[1], limit))
        if not call.constant_text(1):
            empty = "The delimiter may not be the empty string"
            checks.append((f"{values[1]} = ''", empty))
        return checks, parts

    return checked(call, build)


def split_part(call: Invocation) -> str:
    """Spell split_part: NULL beyond the last part; an empty delimiter gives every character."""

    def build(values: Sequence[str]) -> tuple[Sequence[Check], str]:
        source, delimiter, index = values
        part = f"string_split({source}, {delimiter})[{index}]"
        if not call.constant_text(1):
            part = (
                f"CASE WHEN {delimiter} = '' THEN nullif({part}, '') "
                f"WHEN {delimiter} IS NOT NULL THEN {part} END"
            )
        known = call.constant(2)
        if isinstance(known, int) and known > 0:
            return [], part
        return [(f"{index} <= 0", "Index must be greater than zero")], part

    return checked(call, build)


def _limited(parts: str, delimiter: str, limit: str) -> str:
    rest = joined(f"list_slice({parts}, {limit}, len({parts}))", delimiter)
    return (
        f"CASE WHEN len({parts}) > {limit} "
        f"THEN list_append(list_slice({parts}, 1, {limit} - 1), {rest}) ELSE {parts} END"
    )


def _is_limit(value: object) -> bool:
    return isinstance(value, int) and 0 < value <= _LONGEST
