"""Casts of arrays, maps and rows: of all that is in them."""

from lakeq.engines.duckdb.casts.conversion import Conversion, Convert
from lakeq.engines.duckdb.spelling import quote, shared, text
from lakeq.engines.duckdb.types import member_names
from lakeq.errors import NotSupported
from lakeq.model.types import Kind


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
    return f"map_from_entries({entries})"


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


CONTAINERS: dict[tuple[Kind, Kind], Convert] = {
    (Kind.ARRAY, Kind.ARRAY): _array,
    (Kind.MAP, Kind.MAP): _map,
    (Kind.ROW, Kind.ROW): _row,
}
