"""Mathematics: where DuckDB raises, Trino gives NaN or infinity; halves round away from zero."""

from collections.abc import Sequence

from lakeq.engines.duckdb.functions.invocation import Invocation, Template, named, pattern
from lakeq.engines.duckdb.spelling import once, shared
from lakeq.model.types import DataType, Kind

_NAN = "CAST('NaN' AS DOUBLE)"
_LOGARITHMS = {"ln": "ln", "log2": "log2", "log10": "log10"}


def absolute(call: Invocation) -> str:
    """Spell abs; the least integer has none, and fails."""
    return f"abs({call.sql[0]})"


def ceiling(call: Invocation) -> str:
    """Spell ceiling, which is a no-op on integers."""
    return _to_whole("ceil", call)


def floor(call: Invocation) -> str:
    """Spell floor, which is a no-op on integers."""
    return _to_whole("floor", call)


def round_number(call: Invocation) -> str:
    """Spell round, to whole numbers or to a constant number of digits."""
    if len(call.sql) == 1:
        return _to_whole("round", call)
    digits = call.constant(1)
    if not isinstance(digits, int):
        raise call.refuse()
    if call.first.is_integer:
        return call.sql[0] if digits >= 0 else _round_integer(call, -digits)
    if call.first.kind is Kind.DECIMAL:
        return _round_decimal(call, digits)
    if abs(digits) > 18:
        raise call.refuse()
    return _round_float(call, digits)


def truncate(call: Invocation) -> str:
    """Spell truncate, towards zero."""
    if len(call.sql) > 1:
        raise call.refuse()
    if call.first.is_integer:
        return call.sql[0]
    return _to_whole("trunc", call)


def sign(call: Invocation) -> str:
    """Spell sign; a NaN's is NaN."""
    if not call.first.is_float:
        return f"CAST(sign({call.sql[0]}) AS {call.type_name})"
    return shared(
        call.sql[0],
        lambda value: (
            f"CASE WHEN isnan({value}) THEN {value} ELSE CAST(sign({value}) AS {call.type_name}) END"
        ),
    )


def square_root(call: Invocation) -> str:
    """Spell sqrt; a negative number's is NaN."""
    return shared(
        call.sql[0],
        lambda value: f"CASE WHEN {value} < 0 THEN {_NAN} ELSE sqrt({value}) END",
    )


def logarithm(call: Invocation) -> str:
    """Spell a logarithm to a fixed base."""
    return shared(call.sql[0], lambda value: _logarithm(_LOGARITHMS[call.function], value))


def logarithm_to_base(call: Invocation) -> str:
    """Spell log(b, x)."""
    return once(
        call.sql,
        lambda values: f"({_logarithm('ln', values[1])} / {_logarithm('ln', values[0])})",
    )


def extreme(call: Invocation) -> str:
    """Spell greatest or least: NULL if any value is, and NaN only if all are."""
    if call.first.kind not in _ORDERABLE:
        raise call.refuse()
    if len(call.sql) == 1:
        return call.sql[0]
    nullable = [index for index in range(len(call.sql)) if call.constant(index) is None]

    def build(values: Sequence[str]) -> str:
        chosen = _extreme_of(call.function, call.first, values)
        if not nullable:
            return chosen
        missing = " OR ".join(f"{values[index]} IS NULL" for index in nullable)
        return f"CASE WHEN {missing} THEN NULL ELSE {chosen} END"

    return once(call.sql, build)


_ORDERABLE = (
    Kind.BOOLEAN,
    Kind.TINYINT,
    Kind.SMALLINT,
    Kind.INTEGER,
    Kind.BIGINT,
    Kind.REAL,
    Kind.DOUBLE,
    Kind.DECIMAL,
    Kind.VARCHAR,
    Kind.DATE,
    Kind.TIMESTAMP,
    Kind.TIMESTAMP_WITH_TIME_ZONE,
)


def _to_whole(name: str, call: Invocation) -> str:
    if call.first.is_integer:
        return call.sql[0]
    if call.first.kind is Kind.DECIMAL:
        digits, scale = call.first.precision or 0, call.first.scale
        if scale == 0:
            return f"CAST({call.sql[0]} AS {call.type_name})"
        wide = f"CAST({call.sql[0]} AS DECIMAL({min(38, digits + 1)},{scale}))"
        return f"CAST({name}({wide}) AS {call.type_name})"
    return f"{name}({call.sql[0]})"


def _round_integer(call: Invocation, digits: int) -> str:
    unit = 10 ** min(digits, 37)
    return shared(
        call.sql[0],
        lambda value: (
            f"CAST(((CAST({value} AS HUGEINT) + CASE WHEN {value} < 0 THEN -1 ELSE 1 END "
            f"* CAST({unit // 2} AS HUGEINT)) // CAST({unit} AS HUGEINT)) "
            f"* CAST({unit} AS HUGEINT) AS {call.type_name})"
        ),
    )


def _round_decimal(call: Invocation, digits: int) -> str:
    precision, scale = call.first.precision or 0, call.first.scale
    if digits >= scale:
        return f"CAST({call.sql[0]} AS {call.type_name})"
    if digits < 0 or precision >= 38:
        raise call.refuse()
    wide = f"CAST({call.sql[0]} AS DECIMAL({precision + 1},{scale}))"
    return f"CAST(round({wide}, {digits}) AS {call.type_name})"


def _round_float(call: Invocation, digits: int) -> str:
    # Trino multiplies by a power of ten, rounds and divides; so the same doubles come out.
    factor = f"CAST('1e{digits}' AS DOUBLE)"
    return shared(
        call.sql[0],
        lambda value: (
            f"CASE WHEN isfinite({value} * {factor}) THEN CAST(round(CAST({value} AS DOUBLE) * {factor}) "
            f"/ {factor} AS {call.type_name}) ELSE {value} END"
        ),
    )


def _logarithm(name: str, value: str) -> str:
    return (
        f"CASE WHEN {value} < 0 THEN {_NAN} WHEN {value} = 0 "
        f"THEN CAST('-Infinity' AS DOUBLE) ELSE {name}({value}) END"
    )


def _extreme_of(name: str, data_type: DataType, values: Sequence[str]) -> str:
    if not data_type.is_float or name == "least":
        # DuckDB holds NaN to be the greatest, so it is least only among its own kind.
        return f"{name}({', '.join(values)})"
    numbers = ", ".join(f"nullif({value}, CAST('NaN' AS DOUBLE))" for value in values)
    return f"coalesce(greatest({numbers}), {values[0]})"


TEMPLATES: dict[str, Template] = {
    "abs": absolute,
    "ceiling": ceiling,
    "floor": floor,
    "round": round_number,
    "truncate": truncate,
    "sign": sign,
    "sqrt": square_root,
    "cbrt": named("cbrt"),
    "power": named("pow"),
    "exp": named("exp"),
    "ln": logarithm,
    "log2": logarithm,
    "log10": logarithm,
    "log": logarithm_to_base,
    "pi": pattern("pi()"),
    "e": pattern("CAST('2.718281828459045' AS DOUBLE)"),
    "nan": pattern("CAST('NaN' AS DOUBLE)"),
    "infinity": pattern("CAST('Infinity' AS DOUBLE)"),
    "is_nan": named("isnan"),
    "is_finite": named("isfinite"),
    "is_infinite": named("isinf"),
    "greatest": extreme,
    "least": extreme,
}
