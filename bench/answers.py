"""Comparing answers: of lakeq, which computes as Trino does, and of DuckDB, which does not quite."""

import math
from decimal import Decimal
from typing import Any

import pyarrow as pa

_RELATIVE = 1e-9


def difference(ours: pa.Table, theirs: pa.Table) -> str:
    """Say whether two answers are the same: ``equal``, ``rounded``, or how they differ.

    Where Trino's quotient or average of decimals is a decimal, DuckDB's is a double: an answer is
    ``rounded`` where ours is theirs, rounded to our scale.
    """
    if ours.num_rows != theirs.num_rows:
        return f"{ours.num_rows} and {theirs.num_rows} rows"
    found = "equal"
    for number, (mine, other) in enumerate(zip(rows(ours), rows(theirs), strict=True)):
        for one, another in zip(mine, other, strict=True):
            likeness = _likeness(one, another)
            if likeness is None:
                return f"row {number} differs: {one!r} and {another!r}"
            found = likeness if likeness != "equal" else found
    return found


def rows(table: pa.Table) -> list[tuple[Any, ...]]:
    """Give a table's rows as Python values."""
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def _likeness(one: Any, another: Any) -> str | None:
    if isinstance(one, float) and isinstance(another, float):
        same = math.isclose(one, another, rel_tol=_RELATIVE) or (
            math.isnan(one) and math.isnan(another)
        )
        return "equal" if same else None
    if isinstance(one, Decimal) and isinstance(another, float):
        exponent = one.as_tuple().exponent
        unit = 10.0**exponent if isinstance(exponent, int) else 0.0
        near = abs(float(one) - another) <= unit * 0.51 + abs(another) * _RELATIVE
        return "rounded" if near else None
    return "equal" if one == another else None
