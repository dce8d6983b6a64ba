"""Order of arrays and rows, in which Trino wants no NULL to be compared.

Within containers a NaN is greater than everything, or less where a greatest value is sought.
"""

from collections.abc import Sequence

from lakeq.engines.duckdb.casts import pad
from lakeq.engines.duckdb.failures import failure
from lakeq.engines.duckdb.functions.equality import holds_null, members
from lakeq.engines.duckdb.moments.precise import comparable, comparable_type
from lakeq.engines.duckdb.spelling import captured, fresh, quote, shared
from lakeq.engines.duckdb.types import duckdb_type, member_names
from lakeq.errors import NotSupported
from lakeq.model.types import DataType, Kind

_NULL_ELEMENT, _NULL_FIELD = 2, 3
_MESSAGES = {
    _NULL_ELEMENT: "ARRAY comparison not supported for arrays with null elements",
    _NULL_FIELD: "ROW comparison not supported for fields with null elements",
}
_TESTS = {"lt": "< 0", "le": "<= 0", "gt": "> 0", "ge": ">= 0"}


def ordered(operator: str, left: str, right: str, data_type: DataType) -> str:
    """Spell ``<``, ``<=``, ``>`` or ``>=`` of two arrays or rows."""

    def build(values: Sequence[str]) -> str:
        missing = " OR ".join(f"{value} IS NULL" for value in values)
        left, right = values
        code = f"CASE WHEN {missing} THEN NULL ELSE {_code(left, right, data_type)} END"
        return shared(code, lambda found: f"({_checked(found, f'{found} {_TESTS[operator]}')})")

    return captured([left, right], build)


def order_key(value: str, data_type: DataType, *, nan_first: bool = False) -> str:
    """Spell what DuckDB orders as Trino orders a value. Fails where a NULL is inside of it.

    Trino fails only when two values are alike up to there.
    """
    if not data_type.fields:
        return _key(value, data_type, nan_first=nan_first)

    def build(values: Sequence[str]) -> str:
        key = _key(values[0], data_type, nan_first=nan_first)
        message = _MESSAGES[_NULL_FIELD if data_type.kind is Kind.ROW else _NULL_ELEMENT]
        refused = failure(NotSupported, message, _key_type(data_type, nan_first=nan_first))
        return f"CASE WHEN {holds_null(values[0], data_type)} THEN {refused} ELSE {key} END"

    return captured([value], build)


def is_ordered_alike(data_type: DataType, *, nan_first: bool = False) -> bool:
    """Whether DuckDB orders values of a type, NULL aside, just as Trino does."""
    return not data_type.fields and _key("", data_type, nan_first=nan_first) == ""


def _checked(code: str, otherwise: str) -> str:
    cases = " ".join(
        f"WHEN {number} THEN {failure(NotSupported, message, 'BOOLEAN')}"
        for number, message in _MESSAGES.items()
    )
    return f"CASE {code} {cases} ELSE {otherwise} END"


def _code(left: str, right: str, data_type: DataType) -> str:
    """Spell -1, 0 or 1 for two values that are not NULL, or which kind of NULL was met first."""
    match data_type.kind:
        case Kind.ARRAY:
            pair = fresh("pair", left, right)
            inner = _member_code(f"{pair}[1]", f"{pair}[2]", data_type.element, _NULL_ELEMENT)
            codes = f"list_transform(list_zip({left}, {right}, true), lambda {pair}: {inner})"
            first = f"list_filter({codes}, lambda {pair}: {pair} <> 0)[1]"
            return f"coalesce({first}, sign(len({left}) - len({right})))"
        case Kind.ROW:
            pairs = zip(members(left, data_type), members(right, data_type), strict=True)
            codes = ", ".join(
                f"nullif({_member_code(mine, theirs, member_type, _NULL_FIELD)}, 0)"
                for (mine, member_type), (theirs, _) in pairs
            )
            return f"coalesce({codes}, 0)"
        case _:
            mine, theirs = (_key(value, data_type) for value in (left, right))
            return f"CASE WHEN {mine} < {theirs} THEN -1 WHEN {mine} > {theirs} THEN 1 ELSE 0 END"


def _member_code(left: str, right: str, data_type: DataType, null_code: int) -> str:
    code = _code(left, right, data_type)
    return f"CASE WHEN {left} IS NULL OR {right} IS NULL THEN {null_code} ELSE {code} END"


def _key(value: str, data_type: DataType, *, nan_first: bool = False) -> str:
    match data_type.kind:
        case Kind.CHAR:
            return pad(value, data_type)
        case Kind.TIME_WITH_TIME_ZONE | Kind.TIMESTAMP_WITH_TIME_ZONE:
            return comparable(value, data_type)
        case Kind.REAL | Kind.DOUBLE if nan_first:
            pair = f"struct_pack(n := NOT isnan({value}), v := {value})"
            return f"CASE WHEN {value} IS NOT NULL THEN {pair} END"
        case Kind.ARRAY:
            item = fresh("item", value)
            inner = _key(item, data_type.element, nan_first=nan_first)
            return value if inner == item else f"list_transform({value}, lambda {item}: {inner})"
        case Kind.ROW:
            return _row_key(value, data_type, nan_first=nan_first)
        case _:
            return value


def _key_type(data_type: DataType, *, nan_first: bool) -> str:
    """Spell the type that a key has."""
    match data_type.kind:
        case Kind.TIME_WITH_TIME_ZONE | Kind.TIMESTAMP_WITH_TIME_ZONE:
            return comparable_type(data_type)
        case Kind.REAL | Kind.DOUBLE if nan_first:
            return f"STRUCT(n BOOLEAN, v {duckdb_type(data_type)})"
        case Kind.ARRAY:
            return f"{_key_type(data_type.element, nan_first=nan_first)}[]"
        case Kind.ROW:
            pairs = zip(member_names(data_type), data_type.fields, strict=True)
            inner = ", ".join(
                f"{quote(name)} {_key_type(field.type, nan_first=nan_first)}"
                for name, field in pairs
            )
            return f"STRUCT({inner})"
        case _:
            return duckdb_type(data_type)


def _row_key(value: str, data_type: DataType, *, nan_first: bool) -> str:
    plain = members(value, data_type)
    keys = [_key(member, member_type, nan_first=nan_first) for member, member_type in plain]
    if keys == [member for member, _ in plain]:
        return value
    pairs = zip(member_names(data_type), keys, strict=True)
    packed = ", ".join(f"{quote(name)} := {key}" for name, key in pairs)
    return f"CASE WHEN {value} IS NOT NULL THEN struct_pack({packed}) END"
