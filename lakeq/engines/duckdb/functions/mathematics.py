"""Mathematics: where DuckDB raises, Trino gives NaN or infinity."""

import math
from collections.abc import Sequence

from lakeq.engines.duckdb.functions import arithmetic, bases, rounding
from lakeq.engines.duckdb.functions.invocation import Invocation, Template, named, pattern
from lakeq.engines.duckdb.functions.ordering import is_ordered_alike, order_key
from lakeq.engines.duckdb.spelling import once, shared
from lakeq.errors import InvalidArgument
from lakeq.model.types import DataType

_NAN = "CAST('NaN' AS DOUBLE)"
_LOGARITHM_OF_TWO = "0.6931471805599453e0"


def absolute(call: Invocation) -> str:
    """Spell abs; the least integer has none, and fails."""
    return f"abs({call.sql[0]})"


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
    """Spell a natural or decadic logarithm."""
    name = "log10" if call.function == "log10" else "ln"
    spelled = shared(call.sql[0], lambda value: _logarithm(name, value))
    # Trino divides by the logarithm of two, which is not always the same to the last digit.
    return f"({spelled} / {_LOGARITHM_OF_TWO})" if call.function == "log2" else spelled


def logarithm_to_base(call: Invocation) -> str:
    """Spell log(b, x)."""
    return once(
        call.sql,
        lambda values: f"({_logarithm('ln', values[1])} / {_logarithm('ln', values[0])})",
    )


def power(call: Invocation) -> str:
    """Spell power; of one, to no finite power, Java gives NaN and C one."""
    base, exponent = call.constant(0), call.constant(1)
    other_base = base is not None and abs(float(str(base))) != 1
    if other_base or (exponent is not None and math.isfinite(float(str(exponent)))):
        return f"pow({call.sql[0]}, {call.sql[1]})"
    return once(
        call.sql,
        lambda values: (
            f"CASE WHEN abs({values[0]}) = 1 AND NOT isfinite({values[1]}) THEN {_NAN} "
            f"ELSE pow({values[0]}, {values[1]}) END"
        ),
    )


def _finite(name: str) -> Template:
    """Make the template of a function that infinity has no value of."""
    return _where("isinf({0})", name)


def _within_one(name: str) -> Template:
    """Make the template of a function that is defined from -1 to 1."""
    return _where("abs({0}) > 1", name)


def _where(undefined: str, name: str) -> Template:
    def template(call: Invocation) -> str:
        return shared(
            call.sql[0],
            lambda value: (
                f"CASE WHEN {undefined.format(value)} THEN {_NAN} ELSE {name}({value}) END"
            ),
        )

    return template


def random(call: Invocation) -> str:
    """Spell random: from 0 to 1, or a whole number from one bound to below another."""
    if not call.sql:
        return "random()"

    def build(values: Sequence[str]) -> str:
        low, high = ("0", values[0]) if len(values) == 1 else values
        message = (
            "bound must be positive"
            if len(values) == 1
            else "start value must be less than stop value"
        )
        span = f"(CAST({high} AS HUGEINT) - {low})"
        drawn = f"CAST({low} + CAST(floor(random() * {span}) AS HUGEINT) AS {call.type_name})"
        return (
            f"CASE WHEN {low} >= {high} THEN {call.fail(InvalidArgument, message)} "
            f"WHEN {low} < {high} THEN {drawn} END"
        )

    return once(call.sql, build)


def extreme(call: Invocation) -> str:
    """Spell greatest or least: NULL if any value is, and NaN only if all are."""
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


def _logarithm(name: str, value: str) -> str:
    return (
        f"CASE WHEN {value} < 0 THEN {_NAN} WHEN {value} = 0 "
        f"THEN CAST('-Infinity' AS DOUBLE) ELSE {name}({value}) END"
    )


def _extreme_of(name: str, data_type: DataType, values: Sequence[str]) -> str:
    if not data_type.is_float and not is_ordered_alike(data_type):
        return _compared(name, data_type, values)
    if not data_type.is_float or name == "least":
        # DuckDB holds NaN to be the greatest, so it is least only among its own kind.
        return f"{name}({', '.join(values)})"
    numbers = ", ".join(f"nullif({value}, CAST('NaN' AS DOUBLE))" for value in values)
    return f"coalesce(greatest({numbers}), {values[0]})"


def _compared(name: str, data_type: DataType, values: Sequence[str]) -> str:
    """Compare values pair by pair, by what Trino orders them by."""
    greatest = name == "greatest"
    symbol = ">=" if greatest else "<="

    def better(pair: Sequence[str]) -> str:
        left, right = (order_key(value, data_type, nan_first=greatest) for value in pair)
        return f"CASE WHEN {left} {symbol} {right} THEN {pair[0]} ELSE {pair[1]} END"

    chosen = values[0]
    for value in values[1:]:
        chosen = once([chosen, value], better)
    return chosen


def cube_root(call: Invocation) -> str:
    """Spell cbrt, whose answer DuckDB misses by a bit, even where it is whole."""

    def build(values: Sequence[str]) -> str:
        root = f"cbrt({values[0]})"
        nearer = f"{root} - ({root} * {root} * {root} - {values[0]}) / (3 * {root} * {root})"
        is_safe = f"abs({values[0]}) BETWEEN 1e-300 AND 1e300"
        return f"CASE WHEN {is_safe} THEN {nearer} ELSE {root} END"

    return once(call.sql, build)


TEMPLATES: dict[str, Template] = {
    "abs": absolute,
    "acos": _within_one("acos"),
    "asin": _within_one("asin"),
    "atan": named("atan"),
    "atan2": named("atan2"),
    "cbrt": cube_root,
    "ceiling": rounding.ceiling,
    "cos": _finite("cos"),
    "cosh": named("cosh"),
    "degrees": named("degrees"),
    "e": pattern("CAST('2.718281828459045' AS DOUBLE)"),
    "exp": named("exp"),
    "floor": rounding.floor,
    "from_base": bases.from_base,
    "greatest": extreme,
    "infinity": pattern("CAST('Infinity' AS DOUBLE)"),
    "is_finite": named("isfinite"),
    "is_infinite": named("isinf"),
    "is_nan": named("isnan"),
    "least": extreme,
    "ln": logarithm,
    "log": logarithm_to_base,
    "log10": logarithm,
    "log2": logarithm,
    "mod": arithmetic.modulus,
    "nan": pattern(_NAN),
    "pi": pattern("pi()"),
    "power": power,
    "radians": named("radians"),
    "random": random,
    "round": rounding.round_number,
    "sign": sign,
    "sin": _finite("sin"),
    "sinh": named("sinh"),
    "sqrt": square_root,
    "tan": _finite("tan"),
    "tanh": named("tanh"),
    "to_base": bases.to_base,
    "truncate": rounding.truncate,
    "width_bucket": bases.width_bucket,
}
