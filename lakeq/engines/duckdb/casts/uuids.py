"""Casts of UUIDs: from and to their text and their sixteen bytes."""

from lakeq.engines.duckdb.casts.conversion import Conversion, Convert
from lakeq.engines.duckdb.casts.text import to_text
from lakeq.engines.duckdb.spelling import shared, text
from lakeq.model.types import Kind

_TEXT = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_TEXT_LENGTH = 36


def _from_text(conversion: Conversion) -> str:
    def build(value: str) -> str:
        failed = conversion.fail(f"'Cannot cast value to UUID: ' || {value}")
        return (
            f"CASE WHEN regexp_full_match({value}, {text(_TEXT)}) "
            f"THEN {conversion.native(value)} ELSE {failed} END"
        )

    return shared(conversion.operand, build)


def _from_bytes(conversion: Conversion) -> str:
    def build(value: str) -> str:
        length = f"octet_length({value})"
        failed = conversion.fail(f"'Invalid UUID binary length: ' || {length}")
        return (
            f"CASE WHEN {length} = 16 THEN {conversion.native(f'hex({value})')} ELSE {failed} END"
        )

    return shared(conversion.operand, build)


def _to_text(conversion: Conversion) -> str:
    return to_text(conversion, f"CAST({conversion.operand} AS VARCHAR)", _TEXT_LENGTH)


def _to_bytes(conversion: Conversion) -> str:
    return f"unhex(replace(CAST({conversion.operand} AS VARCHAR), '-', ''))"


UUIDS: dict[tuple[Kind, Kind], Convert] = {
    (Kind.VARCHAR, Kind.UUID): _from_text,
    (Kind.VARBINARY, Kind.UUID): _from_bytes,
    (Kind.UUID, Kind.VARCHAR): _to_text,
    (Kind.UUID, Kind.VARBINARY): _to_bytes,
}
