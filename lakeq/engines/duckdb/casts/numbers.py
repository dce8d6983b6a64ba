"""Casts of numbers and booleans: to each other, and to text."""

from lakeq.engines.duckdb.casts.conversion import Conversion, Convert, native
from lakeq.engines.duckdb.casts.text import to_text
from lakeq.engines.duckdb.spelling import shared
from lakeq.model.types import FLOAT_KINDS, INTEGER_KINDS, MAX_DECIMAL_DIGITS, DataType, Kind

_LONGEST_TEXT = {Kind.BOOLEAN: 5, Kind.TINYINT: 4, Kind.SMALLINT: 6, Kind.INTEGER: 11}
_DIGITS = {Kind.TINYINT: 3, Kind.SMALLINT: 5, Kind.INTEGER: 10, Kind.BIGINT: 19}
_LARGEST_REAL = "3.4028235677973362e38"


def _exact(conversion: Conversion) -> str:
    """Spell a cast between integers and decimals, so that none but those that fit succeed.

    Compared with a constant, DuckDB takes a bare cast away and casts the constant, so that values
    beyond the type would neither fail nor become NULL. It does not look through other functions.
    """
    spelled = conversion.native()
    if _always_fits(conversion.source, conversion.target):
        return spelled
    return f"({spelled} | 0)" if conversion.target.is_integer else f"greatest({spelled})"


def _always_fits(source: DataType, target: DataType) -> bool:
    # Of 19 digits not all are a bigint; but a type of integers holds those of a narrower one.
    narrower = _digits(source) < _digits(target)
    is_of_one_kind = source.is_integer or not target.is_integer
    return narrower or (is_of_one_kind and _digits(source) == _digits(target))


def _digits(data_type: DataType) -> int:
    """Count the digits that may stand before the point."""
    if data_type.kind in _DIGITS:
        return _DIGITS[data_type.kind]
    return (data_type.precision or MAX_DECIMAL_DIGITS) - data_type.scale


def _boolean_to_number(conversion: Conversion) -> str:
    return conversion.native(f"CAST({conversion.operand} AS INTEGER)")


def _number_to_boolean(conversion: Conversion) -> str:
    return f"({conversion.operand} <> 0)"


def _float_to_integer(conversion: Conversion) -> str:
    # Trino rounds halves away from zero, as DuckDB's round does and its cast does not.
    return conversion.native(f"round({conversion.operand})")


def _double_to_real(conversion: Conversion) -> str:
    def build(value: str) -> str:
        beyond = f"CAST(CASE WHEN {value} > 0 THEN 'Infinity' ELSE '-Infinity' END AS FLOAT)"
        return (
            f"CASE WHEN isfinite({value}) AND abs({value}) >= {_LARGEST_REAL} "
            f"THEN {beyond} ELSE CAST({value} AS FLOAT) END"
        )

    return shared(conversion.operand, build)


def _float_to_decimal(conversion: Conversion) -> str:
    # Trino rounds the shortest decimal that spells the number (BigDecimal.valueOf), not its bits.
    # DuckDB spells doubles so, but large reals by all of their digits.
    spell = (
        "lakeq_real_number({})" if conversion.source.kind is Kind.REAL else "CAST({} AS VARCHAR)"
    )
    return conversion.native_text(spell.format(conversion.operand))


def _plain_to_text(conversion: Conversion) -> str:
    spelled = f"CAST({conversion.operand} AS VARCHAR)"
    return to_text(conversion, spelled, _LONGEST_TEXT.get(conversion.source.kind, 20))


def _decimal_to_text(conversion: Conversion) -> str:
    spelled = f"CAST({conversion.operand} AS VARCHAR)"
    if conversion.source.precision == conversion.source.scale:
        # DuckDB leaves out the zero before the point, where there is no room for another digit.
        spelled = f"regexp_replace({spelled}, '^(-?)\\.', '\\10.')"
    return to_text(conversion, spelled, None)


def _float_to_text(conversion: Conversion) -> str:
    # With an exponent always; a real's text has seven digits (DecimalFormat "0.0#####E0").
    name = "lakeq_real_text" if conversion.source.kind is Kind.REAL else "lakeq_double_text"
    return to_text(conversion, f"{name}({conversion.operand})", None)


_INTEGERS: dict[tuple[Kind, Kind], Convert] = {
    **{(source, target): _exact for source in INTEGER_KINDS for target in INTEGER_KINDS},
    **{(source, target): native for source in INTEGER_KINDS for target in FLOAT_KINDS},
    **{(source, Kind.DECIMAL): _exact for source in INTEGER_KINDS},
    **{(source, Kind.BOOLEAN): _number_to_boolean for source in INTEGER_KINDS},
    **{(source, Kind.VARCHAR): _plain_to_text for source in INTEGER_KINDS},
}
_BOOLEANS: dict[tuple[Kind, Kind], Convert] = {
    **{(Kind.BOOLEAN, target): native for target in INTEGER_KINDS},
    **{(Kind.BOOLEAN, target): _boolean_to_number for target in FLOAT_KINDS},
    (Kind.BOOLEAN, Kind.DECIMAL): _boolean_to_number,
    (Kind.BOOLEAN, Kind.VARCHAR): _plain_to_text,
}
_FLOATS: dict[tuple[Kind, Kind], Convert] = {
    **{(source, target): _float_to_integer for source in FLOAT_KINDS for target in INTEGER_KINDS},
    **{(source, Kind.DECIMAL): _float_to_decimal for source in FLOAT_KINDS},
    **{(source, Kind.BOOLEAN): _number_to_boolean for source in FLOAT_KINDS},
    **{(source, Kind.VARCHAR): _float_to_text for source in FLOAT_KINDS},
    (Kind.REAL, Kind.DOUBLE): native,
    (Kind.DOUBLE, Kind.REAL): _double_to_real,
}
_DECIMALS: dict[tuple[Kind, Kind], Convert] = {
    **{(Kind.DECIMAL, target): _exact for target in (*INTEGER_KINDS, Kind.DECIMAL)},
    **{(Kind.DECIMAL, target): native for target in FLOAT_KINDS},
    (Kind.DECIMAL, Kind.BOOLEAN): _number_to_boolean,
    (Kind.DECIMAL, Kind.VARCHAR): _decimal_to_text,
}
NUMBERS: dict[tuple[Kind, Kind], Convert] = {**_INTEGERS, **_BOOLEANS, **_FLOATS, **_DECIMALS}
