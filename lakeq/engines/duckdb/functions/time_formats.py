"""Dates and times as text: MySQL's formats, Joda's patterns, ISO 8601.

What DuckDB says natively is native; text or years that it treats otherwise go to a Python function,
which is not even loaded until one comes.
"""

from collections.abc import Callable, Mapping, Sequence

from lakeq.engines.duckdb.casts import cast
from lakeq.engines.duckdb.functions.invocation import Invocation
from lakeq.engines.duckdb.functions.time_parts import local_moment
from lakeq.engines.duckdb.functions.time_zones import session_zone
from lakeq.engines.duckdb.joda.elements import Element
from lakeq.engines.duckdb.joda.native import Printer, native_parser, native_printer
from lakeq.engines.duckdb.joda.patterns import ZONELESS, has_zone, joda_elements, mysql_elements
from lakeq.engines.duckdb.moments.timestamps import (
    instant_of,
    local_time,
    round_timestamp,
    timestamp_text,
    zone_of,
    zoned,
)
from lakeq.engines.duckdb.spelling import coalesced, once, shared, text
from lakeq.engines.duckdb.udfs import times
from lakeq.engines.duckdb.udfs.base import Udf
from lakeq.errors import InvalidArgument
from lakeq.model.types import BIGINT, VARCHAR, DataType, Field, Kind, row_of

_MILLISECONDS = DataType(Kind.TIMESTAMP, 3)
_MOMENT = row_of(Field("instant", DataType(Kind.TIMESTAMP, 6)), Field("zone", VARCHAR))
_ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
_ReadElements = Callable[[str], tuple[Element, ...]]


def date_format(call: Invocation) -> str:
    """Spell date_format."""
    moment = _rounded(local_moment(call.sql[0], call.first), call.first)
    return _printed(call, moment, mysql_elements, "times.print_mysql")


def format_datetime(call: Invocation) -> str:
    """Spell format_datetime; only a timestamp with time zone has a zone to show."""
    form = call.constant_text(1)
    if call.first.kind is Kind.TIMESTAMP_WITH_TIME_ZONE and (form is None or _shows_zone(form)):
        return _printed_in_zone(call)
    if form is not None and _shows_zone(form):
        return _fail(call, ZONELESS)
    moment = _rounded(local_moment(call.sql[0], call.first), call.first)
    return _printed(call, moment, joda_elements, "times.print_joda")


def date_parse(call: Invocation) -> str:
    """Spell date_parse."""
    elements = _elements(call, mysql_elements)
    if isinstance(elements, str):
        return elements
    form, written = call.constant_text(1), call.constant_text(0)
    if form is not None and written is not None:
        return _at_once(call, lambda: _spell_millis(times.parse_mysql(written, form)))

    def build(value: str) -> str:
        slow = _udf(call, "times.parse_mysql", [(value, VARCHAR), (call.sql[1], VARCHAR)], BIGINT)
        fallback = _spell_millis(slow)
        native = _parsed(elements, value)
        return fallback if native is None else coalesced(native, fallback)

    return shared(call.sql[0], build)


def parse_datetime(call: Invocation) -> str:
    """Spell parse_datetime; without a zone in the text it is the session's."""
    elements = _elements(call, joda_elements)
    if isinstance(elements, str):
        return elements
    session = session_zone(call)
    form, written = call.constant_text(1), call.constant_text(0)
    if form is not None and written is not None:
        return _at_once(call, lambda: _spell_moment(times.parse_joda(written, form, session)))

    def build(value: str) -> str:
        arguments = [(value, VARCHAR), (call.sql[1], VARCHAR), (text(session), VARCHAR)]
        fallback = _udf(call, "times.parse_joda", arguments, _MOMENT)
        native = _parsed(elements, value) if session == "UTC" else None
        if native is None:
            return fallback
        return coalesced(zoned(native, text(session)), fallback)

    return shared(call.sql[0], build)


def from_iso8601_timestamp(call: Invocation) -> str:
    """Spell from_iso8601_timestamp; without an offset it is in the session's zone."""
    session = session_zone(call)
    written = call.constant_text(0)
    if written is not None:
        return _at_once(call, lambda: _spell_moment(times.parse_iso(written, session)))

    def build(value: str) -> str:
        arguments = [(value, VARCHAR), (text(session), VARCHAR)]
        fallback = _udf(call, "times.parse_iso", arguments, _MOMENT)
        texts = text(_ISO + ("Z?" if session == "UTC" else "Z"))
        native = (
            f"CASE WHEN regexp_full_match({value}, {texts}) "
            f"THEN date_trunc('milliseconds', TRY_CAST({value} AS TIMESTAMP)) END"
        )
        return coalesced(zoned(native, text("UTC")), fallback)

    return shared(call.sql[0], build)


def from_iso8601_date(call: Invocation) -> str:
    """Spell from_iso8601_date."""
    written = call.constant_text(0)
    if written is not None:
        return _at_once(call, lambda: f"DATE '1970-01-01' + {times.parse_date(written)}")

    def build(value: str) -> str:
        days = _udf(call, "times.parse_date", [(value, VARCHAR)], BIGINT)
        return (
            f"coalesce(CASE WHEN regexp_full_match({value}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') "
            f"THEN TRY_CAST({value} AS DATE) END, DATE '1970-01-01' + CAST({days} AS INTEGER))"
        )

    return shared(call.sql[0], build)


def to_iso8601(call: Invocation) -> str:
    """Spell to_iso8601, with as many digits as the type has."""
    match call.first.kind:
        case Kind.DATE:
            return cast(call.sql[0], call.first, call.result, timezone=call.timezone)
        case Kind.TIMESTAMP:
            return _with_letter(timestamp_text(call.sql[0], call.first))
        case _:
            return shared(call.sql[0], lambda value: _zoned_text(value, call.first))


def parse_duration(call: Invocation) -> str:
    """Spell parse_duration."""
    return _udf(call, "times.parse_duration", [(call.sql[0], VARCHAR)], BIGINT)


def _at_once(call: Invocation, spell: Callable[[], str]) -> str:
    """Spell a constant that is worked out here and now."""
    try:
        return spell()
    except InvalidArgument as error:
        return _fail(call, error.message)


def _spell_millis(millis: int | str) -> str:
    return f"make_timestamp(CAST({millis} AS BIGINT) * 1000)"


def _spell_moment(found: Mapping[str, object]) -> str:
    return zoned(f"make_timestamp(CAST({found['instant']} AS BIGINT))", text(str(found["zone"])))


def _with_letter(spelled: str) -> str:
    return f"replace({spelled}, ' ', 'T')"


def _zoned_text(value: str, data_type: DataType) -> str:
    def build(values: Sequence[str]) -> str:
        local, seconds = values
        clock = f"printf('%02d:%02d', abs({seconds}) // 3600, abs({seconds}) // 60 % 60)"
        rest = f"CASE WHEN {seconds} % 60 = 0 THEN '' ELSE printf(':%02d', abs({seconds}) % 60) END"
        sign = f"CASE WHEN {seconds} < 0 THEN '-' ELSE '+' END"
        offset = f"CASE WHEN {seconds} = 0 THEN 'Z' ELSE {sign} || {clock} || {rest} END"
        return f"{_with_letter(timestamp_text(local, data_type))} || {offset}"

    local = local_time(value)
    return once([local, f"(epoch_us({local} - {instant_of(value)}) // 1000000)"], build)


def _rounded(moment: str, data_type: DataType) -> str:
    """Round to milliseconds, which is as fine as formats are."""
    return round_timestamp(moment, DataType(Kind.TIMESTAMP, data_type.precision), _MILLISECONDS)


def _printed(call: Invocation, moment: str, read: _ReadElements, path: str) -> str:
    elements = _elements(call, read)
    if isinstance(elements, str):
        return elements
    native = native_printer(elements) if elements else None

    def build(value: str) -> str:
        arguments = [(f"epoch_ms({value})", BIGINT), (call.sql[1], VARCHAR)]
        fallback = _udf(call, path, arguments, VARCHAR)
        if native is None:
            return fallback
        spelled = f"strftime({value}, {text(native.form)})"
        return f"CASE WHEN {_within_years(value, native)} THEN {spelled} ELSE {fallback} END"

    return shared(moment, build)


def _printed_in_zone(call: Invocation) -> str:
    elements = _elements(call, joda_elements)
    if isinstance(elements, str):
        return elements

    def build(value: str) -> str:
        instant = _rounded(instant_of(value), call.first)
        arguments = [
            (f"epoch_ms({instant})", BIGINT),
            (zone_of(value), VARCHAR),
            (call.sql[1], VARCHAR),
        ]
        return _udf(call, "times.print_zoned", arguments, VARCHAR)

    return shared(call.sql[0], build)


def _within_years(value: str, printer: Printer) -> str:
    first, last = (
        f"TIMESTAMP '{abs(year - 1) if year <= 0 else year:04d}-01-01{' (BC)' if year <= 0 else ''}'"
        for year in (printer.first_year, printer.last_year + 1)
    )
    return f"{value} >= {first} AND {value} < {last}"


def _parsed(elements: Sequence[Element], value: str) -> str | None:
    native = native_parser(elements) if elements else None
    if native is None:
        return None
    parsed = f"try_strptime({value}, {text(native.form)})"
    if "%f" in native.form:
        parsed = f"date_trunc('milliseconds', {parsed})"
    return f"CASE WHEN regexp_full_match({value}, {text(native.texts)}) THEN {parsed} END"


def _elements(call: Invocation, read: _ReadElements) -> tuple[Element, ...] | str:
    """Read a constant format: its elements, none if it is not constant, or SQL if it is wrong."""
    form = call.constant_text(1)
    if form is None:
        return ()
    try:
        return read(form)
    except InvalidArgument as error:
        return _fail(call, error.message)


def _shows_zone(form: str) -> bool:
    try:
        return has_zone(joda_elements(form))
    except InvalidArgument:
        return False


def _fail(call: Invocation, message: str) -> str:
    """Spell a failure, which there is none of where an argument is NULL."""
    spelled = f"CASE WHEN {call.sql[0]} IS NOT NULL THEN {text(message)} END"
    return call.fail_about(InvalidArgument, spelled)


def _udf(
    call: Invocation, path: str, arguments: Sequence[tuple[str, DataType]], result: DataType
) -> str:
    udf = Udf(path, tuple(data_type for _, data_type in arguments), result)
    return f"{call.udfs.name(udf)}({', '.join(sql for sql, _ in arguments)})"
