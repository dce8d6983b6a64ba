"""Moments read to the nanosecond: from Unix time, and from ISO 8601."""

from lakeq.engines.duckdb.casts import cast
from lakeq.engines.duckdb.failures import failure
from lakeq.engines.duckdb.functions.invocation import Invocation
from lakeq.engines.duckdb.functions.time_zones import session_zone
from lakeq.engines.duckdb.moments.precise import with_rest
from lakeq.engines.duckdb.moments.timestamps import floor_to_multiple, zoned
from lakeq.engines.duckdb.spelling import shared, text
from lakeq.errors import InvalidArgument, OutOfRange
from lakeq.model.types import VARCHAR, Kind

_MOST_MICROS = 9_000_000_000_000_000_000
_ISO = r"([+-]?[0-9]{4,}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)(.*)"
_ISO_ZONE = r"|Z|[+-][0-9]{2}:[0-9]{2}"


def from_unixtime_nanos(call: Invocation) -> str:
    """Spell from_unixtime_nanos; a decimal is rounded to whole nanoseconds first."""
    nanos = call.sql[0]
    if call.first.kind is Kind.DECIMAL:
        nanos = f"CAST({nanos} AS DECIMAL(38,0))"

    def build(number: str) -> str:
        micros = f"({floor_to_multiple(number, 1000)} // 1000)"
        outside = failure(OutOfRange, "Nanoseconds are out of range", "TIMESTAMP")
        instant = (
            f"CASE WHEN abs({micros}) < {_MOST_MICROS} "
            f"THEN make_timestamp(CAST({micros} AS BIGINT)) "
            f"WHEN {number} IS NOT NULL THEN {outside} END"
        )
        picos = f"CAST(({number} - {micros} * 1000) * 1000 AS INTEGER)"
        return with_rest(zoned(instant, text(session_zone(call))), picos, call.result)

    return shared(f"CAST({nanos} AS HUGEINT)", build)


def from_iso8601_timestamp_nanos(call: Invocation) -> str:
    """Spell from_iso8601_timestamp_nanos; without an offset it is in the session's zone."""

    def build(value: str) -> str:
        day, clock, zone = (
            f"regexp_extract({value}, {text(_ISO)}, {group})" for group in (1, 2, 3)
        )
        written = f"CASE {zone} WHEN '' THEN {text(' ' + session_zone(call))} ELSE {zone} END"
        spelled = f"{day} || ' ' || {clock} || {written}"
        is_iso = (
            f"regexp_full_match({value}, {text(_ISO)}) AND regexp_full_match({zone}, '{_ISO_ZONE}')"
        )
        read = cast(
            f"(CASE WHEN {is_iso} THEN {spelled} END)",
            VARCHAR,
            call.result,
            safe=True,
            timezone=call.timezone,
        )
        message = f"'Text ''' || {value} || ''' could not be parsed'"
        failed = call.fail_about(InvalidArgument, message)
        return shared(
            read, lambda found: f"CASE WHEN {found} IS NOT NULL THEN {found} ELSE {failed} END"
        )

    return shared(call.sql[0], build)
