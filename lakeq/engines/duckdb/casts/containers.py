"""Casts of arrays, maps and rows: of all that is in them."""

from collections.abc import Sequence
from dataclasses import replace

from lakeq.engines.duckdb.attempts import attempted
from lakeq.engines.duckdb.casts.conversion import Conversion, Convert
from lakeq.engines.duckdb.spelling import captured, fresh, quote, shared, text
from lakeq.engines.duckdb.types import member_names
from lakeq.errors import NotSupported
from lakeq.model.types import DataType, Kind, array_of


def _array(conversion: Conversion) -> str:
    element = conversion.again("element", conversion.source.element, conversion.target.element)
    return f"list_transform({conversion.operand}, lambda element: {element})"


def _map(conversion: Conversion) -> str:
    source, target = conversion.source, conversion.target
    key = conversion.again("entry.key", source.key, target.key)
    value = conversion.again("entry.value", source.value, target.value)
    entries = (
        f"list_transform(map_entries({conversion.operand}), "
        f"lambda entry: struct_pack(key := {key}, value := {value}))"
    )
    if _stay_apart(source.key, target.key):
        return f"map_from_entries({entries})"
    keys = conversion.again(
        f"map_keys({conversion.operand})", array_of(source.key), array_of(target.key)
    )

    def build(values: Sequence[str]) -> str:
        item, place = fresh("item", values[0]), fresh("place", values[0])
        repeated = f"lambda {item}, {place}: list_position({values[0]}, {item}) < {place}"
        return (
            f"CASE WHEN list_count({values[0]}) < len({values[0]}) "
            f"THEN {conversion.fail(text('map key is null'))} "
            f"WHEN len(list_filter({values[0]}, {repeated})) > 0 "
            f"THEN {conversion.fail(text('duplicate keys'))} "
            f"ELSE map_from_entries({entries}) END"
        )

    return captured([keys], build)


def _row(conversion: Conversion) -> str:
    source, target = conversion.source, conversion.target
    if len(source.fields) != len(target.fields):
        raise NotSupported(f"Cast from {source.trino} to {target.trino} is not supported")

    def build(value: str) -> str:
        members = [
            f"{quote(new)} := "
            + conversion.again(f"struct_extract({value}, {text(old)})", mine.type, theirs.type)
            for old, mine, new, theirs in zip(
                member_names(source),
                source.fields,
                member_names(target),
                target.fields,
                strict=True,
            )
        ]
        return f"CASE WHEN {value} IS NULL THEN NULL ELSE struct_pack({', '.join(members)}) END"

    return shared(conversion.operand, build)


def _stay_apart(source: DataType, target: DataType) -> bool:
    """Whether values of a type that are distinct remain so, and none becomes NULL."""
    if source == target:
        return True
    if source.is_integer:
        return target.is_integer or target.kind in (Kind.DECIMAL, Kind.VARCHAR)
    return source.kind is target.kind is Kind.VARCHAR and target.precision is None


def _whole(convert: Convert) -> Convert:
    """Make the whole of what TRY_CAST gives NULL where a part cannot be cast."""

    def attempt(conversion: Conversion) -> str:
        spelled = convert(replace(conversion, safe=False))
        return attempted(spelled) if conversion.safe else spelled

    return attempt


CONTAINERS: dict[tuple[Kind, Kind], Convert] = {
    (Kind.ARRAY, Kind.ARRAY): _whole(_array),
    (Kind.MAP, Kind.MAP): _whole(_map),
    (Kind.ROW, Kind.ROW): _whole(_row),
}
