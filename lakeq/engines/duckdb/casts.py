"""Casts: Trino's conversions between types, and its refusals.

A conversion that DuckDB does otherwise and that cannot be put right is NotSupported.
"""

from collections.abc import Callable
from dataclasses import dataclass

from lakeq.engines.duckdb.failures import failure_about
from lakeq.engines.duckdb.moments import round_timestamp, timestamp_text
from lakeq.engines.duckdb.spelling import quote, shared, text
from lakeq.engines.duckdb.types import MICROSECOND_DIGITS, duckdb_type, member_names, same_storage
from lakeq.errors import InvalidCast, NotSupported
from lakeq.model.types import FLOAT_KINDS, INTEGER_KINDS, VARCHAR, DataType, Kind

_WHOLE = r"[+-]?[0-9]+"
_NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
_FLOAT = rf"\s*({_NUMBER}|NaN|[+-]?Infinity)\s*"
_DATE = r"\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}\s*"
_TIMESTAMP = (
    r"\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}( [0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}(\.[0-9]{1,6})?)?)?\s*"
)
_LONGEST_TEXT = {Kind.BOOLEAN: 5, Kind.TINYINT: 4, Kind.SMALLINT: 6, Kind.INTEGER: 11}
_LARGEST_REAL = "3.4028235677973362e38"
_SHORT_NAMES = {Kind.INTEGER: "INT"}


@dataclass(frozen=True, slots=True)
class _Conversion:
    """One cast to spell: an operand, its type, the wanted type, and whether failing is NULL."""

    operand: str
    source: DataType
    target: DataType
    safe: bool
    timezone: str

    @property
    def target_name(self) -> str:
        return duckdb_type(self.target)

    def native(self, operand: str | None = None) -> str:
        """Spell DuckDB's own cast."""
        word = "TRY_CAST" if self.safe else "CAST"
        return f"{word}({operand or self.operand} AS {self.target_name})"

    def native_text(self, operand: str) -> str:
        """Spell DuckDB's own cast of text.

        DuckDB 1.5 does not check the digits of text with an exponent against a decimal of less
        than 38, so they are checked in a step of their own.
        """
        if self.target.kind is not Kind.DECIMAL:
            return self.native(operand)
        word = "TRY_CAST" if self.safe else "CAST"
        return self.native(f"{word}({operand} AS DECIMAL(38,{self.target.scale}))")

    def again(self, operand: str, source: DataType, target: DataType) -> str:
        """Cast a part of the operand, or the operand in a further step."""
        return cast(operand, source, target, safe=self.safe, timezone=self.timezone)

    def fail(self, message: str) -> str:
        """Spell what becomes of a value that cannot be cast; the message is an expression."""
        if self.safe:
            return f"CAST(NULL AS {self.target_name})"
        return failure_about(InvalidCast, message, self.target_name)


def cast(
    operand: str,
    source: DataType,
    target: DataType,
    *,
    safe: bool = False,
    timezone: str = "UTC",
) -> str:
    """Spell a cast of an operand of one Trino type to another.

    ``timezone`` is the session's: the zone of a timestamp that is given one, or that loses its own.
    """
    if is_free(source, target):
        return operand
    conversion = _Conversion(operand, source, target, safe, timezone)
    if source.kind is Kind.UNKNOWN:
        return f"CAST({operand} AS {conversion.target_name})"
    if source.kind is Kind.CHAR and target.kind is not Kind.CHAR:
        return _from_char(conversion)
    convert = _CONVERSIONS.get((source.kind, target.kind))
    if convert is None:
        raise NotSupported(f"Cast from {source.trino} to {target.trino} is not supported")
    return convert(conversion)


def is_free(source: DataType, target: DataType) -> bool:
    """Whether every value of one type is already a value of the other, as DuckDB stores them."""
    if source.kind is not target.kind or not same_storage(source, target):
        return False
    if source.kind in (Kind.VARCHAR, Kind.CHAR, Kind.TIMESTAMP, Kind.TIMESTAMP_WITH_TIME_ZONE):
        return target.precision is None or (
            source.precision is not None and source.precision <= target.precision
        )
    pairs = zip(source.fields, target.fields, strict=True)
    return all(is_free(mine.type, theirs.type) for mine, theirs in pairs)


def pad(operand: str, char: DataType) -> str:
    """Give a char value its trailing spaces back."""
    return f"rpad({operand}, {char.precision}, ' ')"


def _from_char(conversion: _Conversion) -> str:
    source, target = conversion.source, conversion.target
    padded = pad(conversion.operand, source)
    if target.kind is not Kind.VARCHAR:
        return conversion.again(conversion.operand, VARCHAR, target)
    return conversion.again(padded, DataType(Kind.VARCHAR, source.precision), target)


def _native(conversion: _Conversion) -> str:
    return conversion.native()


def _boolean_to_number(conversion: _Conversion) -> str:
    return conversion.native(f"CAST({conversion.operand} AS INTEGER)")


def _number_to_boolean(conversion: _Conversion) -> str:
    return f"({conversion.operand} <> 0)"


def _float_to_integer(conversion: _Conversion) -> str:
    # Trino rounds halves away from zero, as DuckDB's round does and its cast does not.
    return conversion.native(f"round({conversion.operand})")


def _double_to_real(conversion: _Conversion) -> str:
    def build(value: str) -> str:
        beyond = f"CAST(CASE WHEN {value} > 0 THEN 'Infinity' ELSE '-Infinity' END AS FLOAT)"
        return (
            f"CASE WHEN isfinite({value}) AND abs({value}) >= {_LARGEST_REAL} "
            f"THEN {beyond} ELSE CAST({value} AS FLOAT) END"
        )

    return shared(conversion.operand, build)


def _float_to_decimal(conversion: _Conversion) -> str:
    # Trino rounds the shortest decimal that spells the double (BigDecimal.valueOf), not its bits.
    return conversion.native_text(f"CAST({conversion.operand} AS VARCHAR)")


def _to_text(conversion: _Conversion, spelled: str, longest: int | None) -> str:
    """Bound the text of a value; Trino refuses to cut what is not text."""
    limit = conversion.target.precision
    if limit is None or (longest is not None and longest <= limit):
        return spelled
    kind = conversion.source.trino.upper()

    def build(value: str) -> str:
        message = (
            f"'Value ' || {value} || {text(f' ({kind}) cannot be represented as varchar({limit})')}"
        )
        return (
            f"CASE WHEN length({value}) <= {limit} THEN {value} ELSE {conversion.fail(message)} END"
        )

    return shared(spelled, build)


def _plain_to_text(conversion: _Conversion) -> str:
    spelled = f"CAST({conversion.operand} AS VARCHAR)"
    return _to_text(conversion, spelled, _LONGEST_TEXT.get(conversion.source.kind, 20))


def _decimal_to_text(conversion: _Conversion) -> str:
    spelled = f"CAST({conversion.operand} AS VARCHAR)"
    if conversion.source.precision == conversion.source.scale:
        # DuckDB leaves out the zero before the point, where there is no room for another digit.
        spelled = f"regexp_replace({spelled}, '^(-?)\\.', '\\10.')"
    return _to_text(conversion, spelled, None)


def _float_to_text(conversion: _Conversion) -> str:
    return _to_text(conversion, f"lakeq_float_text({conversion.operand})", None)


def _timestamp_to_text(conversion: _Conversion) -> str:
    return _to_text(conversion, timestamp_text(conversion.operand, conversion.source), None)


def _narrow_text(conversion: _Conversion) -> str:
    return f"left({conversion.operand}, {conversion.target.precision})"


def _to_char(conversion: _Conversion) -> str:
    return f"rtrim(left({conversion.operand}, {conversion.target.precision}), ' ')"


def _guarded(pattern: str) -> Callable[[_Conversion], str]:
    """Cast text that Trino can read, and refuse what only DuckDB can."""

    def convert(conversion: _Conversion) -> str:
        def build(value: str) -> str:
            return (
                f"CASE WHEN regexp_full_match({value}, {text(pattern)}) "
                f"THEN {conversion.native_text(value)} ELSE {conversion.fail(_refusal(conversion, value))} END"
            )

        return shared(conversion.operand, build)

    return convert


def _text_to_timestamp(conversion: _Conversion) -> str:
    target = conversion.target
    exact = _guarded(_TIMESTAMP)(conversion)
    return round_timestamp(exact, DataType(Kind.TIMESTAMP, 6), target)


def _text_to_boolean(conversion: _Conversion) -> str:
    def build(value: str) -> str:
        refusal = conversion.fail(_refusal(conversion, value))
        return (
            f"CASE WHEN lower({value}) IN ('t', 'true', '1') THEN true "
            f"WHEN lower({value}) IN ('f', 'false', '0') THEN false ELSE {refusal} END"
        )

    return shared(conversion.operand, build)


def _refusal(conversion: _Conversion, value: str) -> str:
    target = conversion.target
    match target.kind:
        case Kind.DATE | Kind.TIMESTAMP:
            return f"{text(f'Value cannot be cast to {target.kind.value}: ')} || {value}"
        case Kind.DECIMAL:
            ending = text(f"' to DECIMAL({target.precision}, {target.scale})")
            return f"'Cannot cast VARCHAR ''' || {value} || {ending}"
        case kind:
            ending = text(f"' to {_SHORT_NAMES.get(kind, kind.value.upper())}")
            return f"'Cannot cast ''' || {value} || {ending}"


def _timestamp_to_timestamp(conversion: _Conversion) -> str:
    return round_timestamp(conversion.operand, conversion.source, conversion.target)


def _to_time(conversion: _Conversion) -> str:
    digits = DataType(Kind.TIMESTAMP, min(conversion.target.precision or 0, MICROSECOND_DIGITS))
    moment = round_timestamp(conversion.operand, conversion.source, digits)
    return f"CAST({moment} AS TIME)"


def _to_instant(conversion: _Conversion) -> str:
    digits = DataType(Kind.TIMESTAMP, min(conversion.target.precision or 0, MICROSECOND_DIGITS))
    moment = conversion.operand
    if conversion.source.kind is Kind.TIMESTAMP:
        moment = round_timestamp(moment, conversion.source, digits)
    moment = f"CAST({moment} AS TIMESTAMP)"
    return f"timezone({text(conversion.timezone)}, {moment})"


def _from_instant(conversion: _Conversion) -> str:
    moment = f"timezone({text(conversion.timezone)}, {conversion.operand})"
    return conversion.again(moment, DataType(Kind.TIMESTAMP, 6), conversion.target)


def _array(conversion: _Conversion) -> str:
    element = conversion.again("element", conversion.source.element, conversion.target.element)
    return f"list_transform({conversion.operand}, lambda element: {element})"


def _map(conversion: _Conversion) -> str:
    source, target = conversion.source, conversion.target
    key = conversion.again("entry.key", source.key, target.key)
    value = conversion.again("entry.value", source.value, target.value)
    entries = (
        f"list_transform(map_entries({conversion.operand}), "
        f"lambda entry: struct_pack(key := {key}, value := {value}))"
    )
    return f"map_from_entries({entries})"


def _row(conversion: _Conversion) -> str:
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


_Convert = Callable[[_Conversion], str]
_INTEGERS: dict[tuple[Kind, Kind], _Convert] = {
    **{(source, target): _native for source in INTEGER_KINDS for target in INTEGER_KINDS},
    **{(source, target): _native for source in INTEGER_KINDS for target in FLOAT_KINDS},
    **{(source, Kind.DECIMAL): _native for source in INTEGER_KINDS},
    **{(source, Kind.BOOLEAN): _number_to_boolean for source in INTEGER_KINDS},
    **{(source, Kind.VARCHAR): _plain_to_text for source in INTEGER_KINDS},
}
_BOOLEANS: dict[tuple[Kind, Kind], _Convert] = {
    **{(Kind.BOOLEAN, target): _native for target in INTEGER_KINDS},
    **{(Kind.BOOLEAN, target): _boolean_to_number for target in FLOAT_KINDS},
    (Kind.BOOLEAN, Kind.DECIMAL): _boolean_to_number,
    (Kind.BOOLEAN, Kind.VARCHAR): _plain_to_text,
}
_FLOATS: dict[tuple[Kind, Kind], _Convert] = {
    **{(source, target): _float_to_integer for source in FLOAT_KINDS for target in INTEGER_KINDS},
    **{(source, Kind.DECIMAL): _float_to_decimal for source in FLOAT_KINDS},
    **{(source, Kind.BOOLEAN): _number_to_boolean for source in FLOAT_KINDS},
    **{(source, Kind.VARCHAR): _float_to_text for source in FLOAT_KINDS},
    (Kind.REAL, Kind.DOUBLE): _native,
    (Kind.DOUBLE, Kind.REAL): _double_to_real,
}
_DECIMALS: dict[tuple[Kind, Kind], _Convert] = {
    **{(Kind.DECIMAL, target): _native for target in (*INTEGER_KINDS, *FLOAT_KINDS)},
    (Kind.DECIMAL, Kind.DECIMAL): _native,
    (Kind.DECIMAL, Kind.BOOLEAN): _number_to_boolean,
    (Kind.DECIMAL, Kind.VARCHAR): _decimal_to_text,
}
_TEXTS: dict[tuple[Kind, Kind], _Convert] = {
    **{(Kind.VARCHAR, target): _guarded(_WHOLE) for target in INTEGER_KINDS},
    **{(Kind.VARCHAR, target): _guarded(_FLOAT) for target in FLOAT_KINDS},
    (Kind.VARCHAR, Kind.DECIMAL): _guarded(_NUMBER),
    (Kind.VARCHAR, Kind.DATE): _guarded(_DATE),
    (Kind.VARCHAR, Kind.TIMESTAMP): _text_to_timestamp,
    (Kind.VARCHAR, Kind.BOOLEAN): _text_to_boolean,
    (Kind.VARCHAR, Kind.VARCHAR): _narrow_text,
    (Kind.VARCHAR, Kind.CHAR): _to_char,
    (Kind.CHAR, Kind.CHAR): _to_char,
}
_MOMENTS: dict[tuple[Kind, Kind], _Convert] = {
    (Kind.DATE, Kind.TIMESTAMP): _native,
    (Kind.DATE, Kind.VARCHAR): _plain_to_text,
    (Kind.TIMESTAMP, Kind.DATE): _native,
    (Kind.TIMESTAMP, Kind.TIME): _to_time,
    (Kind.TIMESTAMP, Kind.TIMESTAMP): _timestamp_to_timestamp,
    (Kind.TIMESTAMP, Kind.VARCHAR): _timestamp_to_text,
    (Kind.DATE, Kind.TIMESTAMP_WITH_TIME_ZONE): _to_instant,
    (Kind.TIMESTAMP, Kind.TIMESTAMP_WITH_TIME_ZONE): _to_instant,
    (Kind.TIMESTAMP_WITH_TIME_ZONE, Kind.DATE): _from_instant,
    (Kind.TIMESTAMP_WITH_TIME_ZONE, Kind.TIMESTAMP): _from_instant,
    (Kind.TIMESTAMP_WITH_TIME_ZONE, Kind.TIMESTAMP_WITH_TIME_ZONE): lambda c: c.operand,
}
_CONTAINERS: dict[tuple[Kind, Kind], _Convert] = {
    (Kind.ARRAY, Kind.ARRAY): _array,
    (Kind.MAP, Kind.MAP): _map,
    (Kind.ROW, Kind.ROW): _row,
}
_CONVERSIONS = {
    **_INTEGERS,
    **_BOOLEANS,
    **_FLOATS,
    **_DECIMALS,
    **_TEXTS,
    **_MOMENTS,
    **_CONTAINERS,
}
