"""Casting: finds the conversion between two types.

A conversion that DuckDB does otherwise and that cannot be put right is NotSupported.
"""

from functools import cache

from lakeq.engines.duckdb.casts.conversion import Conversion, Convert
from lakeq.engines.duckdb.casts.numbers import NUMBERS
from lakeq.engines.duckdb.casts.text import TEXTS, from_char
from lakeq.engines.duckdb.moments.precise import is_special
from lakeq.engines.duckdb.types import same_storage
from lakeq.engines.duckdb.udfs.base import Udfs
from lakeq.errors import NotSupported
from lakeq.model.types import DataType, Kind

_SIZED = (
    *(Kind.VARCHAR, Kind.CHAR),
    *(Kind.TIME, Kind.TIME_WITH_TIME_ZONE, Kind.TIMESTAMP, Kind.TIMESTAMP_WITH_TIME_ZONE),
)
_PLAIN = {**NUMBERS, **TEXTS}


def cast(
    operand: str,
    source: DataType,
    target: DataType,
    *,
    safe: bool = False,
    timezone: str = "UTC",
    udfs: Udfs | None = None,
) -> str:
    """Spell a cast of an operand of one Trino type to another.

    ``timezone`` is the session's: the zone of a timestamp that is given one, or that loses its own.
    ``udfs`` takes the Python functions that some casts are.
    """
    return _spell(Conversion(operand, source, target, safe, timezone, _spell, udfs))


def is_free(source: DataType, target: DataType) -> bool:
    """Whether every value of one type is already a value of the other, as DuckDB stores them."""
    if source.kind is not target.kind or not same_storage(source, target):
        return False
    if source.kind in _SIZED:
        return target.precision is None or (
            source.precision is not None and source.precision <= target.precision
        )
    pairs = zip(source.fields, target.fields, strict=True)
    return all(is_free(mine.type, theirs.type) for mine, theirs in pairs)


def _spell(conversion: Conversion) -> str:
    source, target = conversion.source, conversion.target
    if is_free(source, target):
        return conversion.operand
    if source.kind is Kind.UNKNOWN:
        return f"CAST({conversion.operand} AS {conversion.target_name})"
    if source.kind is Kind.CHAR and target.kind is not Kind.CHAR:
        return from_char(conversion)
    convert = _conversion(source, target)
    if convert is None:
        raise NotSupported(f"Cast from {source.trino} to {target.trino} is not supported")
    return convert(conversion)


def _conversion(source: DataType, target: DataType) -> Convert | None:
    kinds = (source.kind, target.kind)
    if is_special(source) or is_special(target):
        from lakeq.engines.duckdb.casts.precise import PRECISE  # noqa: PLC0415 - rarely needed.

        precise = PRECISE.get(kinds)
        if precise is not None:
            return precise
    return _PLAIN.get(kinds) or _rarer_conversions().get(kinds)


@cache
def _rarer_conversions() -> dict[tuple[Kind, Kind], Convert]:
    """Gather what most queries do without."""
    from lakeq.engines.duckdb.casts.containers import CONTAINERS  # noqa: PLC0415
    from lakeq.engines.duckdb.casts.json import FROM_JSON, TO_JSON  # noqa: PLC0415
    from lakeq.engines.duckdb.casts.moments import MOMENTS  # noqa: PLC0415
    from lakeq.engines.duckdb.casts.uuids import UUIDS  # noqa: PLC0415

    return {**MOMENTS, **CONTAINERS, **UUIDS, **FROM_JSON, **TO_JSON}
