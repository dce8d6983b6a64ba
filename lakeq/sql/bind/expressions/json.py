"""Rules for JSON: the functions of SQL/JSON, and which types can be cast from it and to it."""

import json
from collections.abc import Sequence

from sqlglot import exp

from lakeq.errors import (
    InvalidArgument,
    InvalidJsonPath,
    LakeqError,
    NotSupported,
    QuerySyntaxError,
    TypeMismatch,
)
from lakeq.functions.coercions import common_type
from lakeq.model.bound import Call, Cast, Expression, Literal
from lakeq.model.types import BOOLEAN, CLOCK_KINDS, INTEGER_KINDS, VARCHAR, DataType, Kind
from lakeq.sql.bind.binder import Binder, Rule
from lakeq.sql.bind.expressions.coercions import coerce
from lakeq.sql.nodes import JsonForm
from lakeq.sql.positions import position

_KEYS = frozenset(
    (
        Kind.UNKNOWN,
        Kind.BOOLEAN,
        Kind.TINYINT,
        Kind.SMALLINT,
        Kind.INTEGER,
        Kind.BIGINT,
        Kind.REAL,
        Kind.DOUBLE,
        Kind.DECIMAL,
        Kind.VARCHAR,
    )
)
_FROM_JSON = _KEYS - {Kind.UNKNOWN} | {Kind.JSON}
_TO_JSON = _KEYS | {Kind.JSON, Kind.DATE, Kind.TIMESTAMP}
_NESTED = ("json_query", "json_object", "json_array")
_NUMBERS = (*INTEGER_KINDS, Kind.DECIMAL, Kind.REAL, Kind.DOUBLE)
_AS_TEXT = (Kind.DATE, Kind.UUID, *CLOCK_KINDS)
_INTERVALS = (Kind.INTERVAL_DAY_TO_SECOND, Kind.INTERVAL_YEAR_TO_MONTH)
_VALUE_RESULTS = frozenset((Kind.BOOLEAN, Kind.VARCHAR, Kind.CHAR, Kind.DATE, *_NUMBERS))


def check_json_cast(source: DataType, target: DataType, node: exp.Expr) -> None:
    """Refuse a cast from or to JSON of a type that JSON cannot hold. Raises TypeMismatch."""
    if target.kind is Kind.JSON:
        allowed = _holds_only(source, _TO_JSON)
    elif source.kind is Kind.JSON:
        allowed = _holds_only(target, _FROM_JSON)
    else:
        return
    if not allowed:
        line, column = position(node) or (None, None)
        raise TypeMismatch(f"Cannot cast {source} to {target}", line=line, column=column)


def is_json_form(name: str) -> bool:
    """Whether a name is a keyword of SQL/JSON, which no plain call can mean, quoted as it may be."""
    return name.lower() in _FORMS


def _holds_only(data_type: DataType, scalars: frozenset[Kind]) -> bool:
    match data_type.kind:
        case Kind.ARRAY | Kind.ROW:
            return all(_holds_only(field.type, scalars) for field in data_type.fields)
        case Kind.MAP:
            return data_type.key.kind in _KEYS and _holds_only(data_type.value, scalars)
        case kind:
            return kind in scalars


def _exists(binder: Binder, node: exp.Expr) -> Expression:
    clauses = {"error": node.args.get("error") or "false", "path": _path(node)}
    document = _document(binder, node)
    kinds, values = _passing(binder, node)
    return _call(node, clauses | kinds, (document, *values), BOOLEAN)


def _value(binder: Binder, node: exp.Expr) -> Expression:
    target = node.args.get("returning")
    result = VARCHAR if target is None else target.data_type
    if result.kind not in _VALUE_RESULTS:
        raise _at(NotSupported(f"JSON_VALUE RETURNING {result} is not supported"), node)
    clauses: dict[str, object] = {"path": _path(node)}
    document = _document(binder, node)
    defaults = []
    for clause in ("empty", "error"):
        behavior = node.args.get(clause) or "null"
        clauses[clause] = behavior if isinstance(behavior, str) else "default"
        default: Expression = Literal(None, result)
        if not isinstance(behavior, str):
            default = _default(binder, behavior, result)
        defaults.append(default)
    kinds, values = _passing(binder, node)
    return _call(node, clauses | kinds, (document, *defaults, *values), result)


def _default(binder: Binder, node: exp.Expr, result: DataType) -> Expression:
    default = binder.bind(node)
    shared = common_type(default.type, result)
    if shared is None:
        raise _at(
            TypeMismatch(
                f"Function JSON_VALUE default value type {default.type} "
                f"does not fit the returned type {result}"
            ),
            node,
        )
    return coerce(default, result) if shared == result else Cast(default, result)


def _query(binder: Binder, node: exp.Expr) -> Expression:
    wrapper = node.args.get("wrapper") or "without"
    if node.args.get("quotes") and wrapper != "without":
        raise _at(
            InvalidArgument(
                f"{str(node.args['quotes']).upper()} QUOTES behavior specified "
                f"with WITH {wrapper.upper()} ARRAY WRAPPER behavior"
            ),
            node,
        )
    clauses = {
        "path": _path(node),
        "wrapper": wrapper,
        "quotes": node.args.get("quotes") or "keep",
        "empty": node.args.get("empty") or "null",
        "error": node.args.get("error") or "null",
    }
    document = _document(binder, node)
    kinds, values = _passing(binder, node)
    return _returned(node, _call(node, clauses | kinds, (document, *values), VARCHAR))


def _object(binder: Binder, node: exp.Expr) -> Expression:
    unique = node.args.get("unique") == "with"
    clauses = {"nulls": node.args.get("nulls") != "absent", "unique": unique}
    pairs = node.expressions
    names = []
    for each in pairs[::2]:
        name = binder.bind(each.this)
        if not name.type.is_text:
            raise _at(TypeMismatch(f"Invalid type of JSON object key: {name.type}"), each)
        names.append(name if name.type.kind is Kind.VARCHAR else Cast(name, VARCHAR))
    kinds, values = _typed_values(binder, pairs[1::2])
    if unique and "json" in kinds:
        raise _at(
            NotSupported(
                "WITH UNIQUE KEYS behavior is not supported for JSON_OBJECT function "
                "when input expression has FORMAT"
            ),
            node,
        )
    turns = [each for pair in zip(names, values, strict=True) for each in pair]
    return _returned(node, _call(node, clauses | {"kinds": kinds}, turns, VARCHAR))


def _array(binder: Binder, node: exp.Expr) -> Expression:
    kinds, values = _typed_values(binder, node.expressions)
    clauses = {"nulls": node.args.get("nulls") == "null", "kinds": kinds}
    return _returned(node, _call(node, clauses, values, VARCHAR))


def _call(
    node: exp.Expr,
    clauses: dict[str, object],
    arguments: Sequence[Expression],
    result: DataType,
) -> Call:
    """Make the call, what its clauses say being one constant before its arguments."""
    spelled = Literal(json.dumps(clauses, sort_keys=True), VARCHAR)
    return Call(str(node.args["name"]), (spelled, *arguments), result)


def _returned(node: exp.Expr, call: Call) -> Expression:
    """Give text the type that RETURNING names."""
    target = node.args.get("returning")
    result = VARCHAR if target is None else target.data_type
    if not result.is_text:
        raise _at(TypeMismatch(f"Cannot output JSON value as {result} using formatting JSON"), node)
    return call if result == VARCHAR else Cast(call, result)


def _path(node: exp.Expr) -> str:
    """Check a path, and the variables in it. Raises QuerySyntaxError, InvalidJsonPath."""
    from lakeq.sql.json_paths import PathSyntaxError, parse_path  # noqa: PLC0415 - rarely needed.
    from lakeq.sql.json_paths.walk import variables  # noqa: PLC0415 - likewise.

    literal = node.args["path"]
    text = str(literal.this)
    line, column = position(literal) or (None, None)
    try:
        path = parse_path(text)
    except PathSyntaxError as error:
        kind = QuerySyntaxError if error.supported else NotSupported
        place = None if column is None else column + 1 + error.offset
        raise kind(error.message, line=line, column=place) from error
    passed = {each.args["name"] for each in node.expressions}
    unknown = [name for name in variables(path) if name not in passed]
    if unknown:
        raise InvalidJsonPath(
            f"no value passed for parameter {unknown[0]}", line=line, column=column
        )
    return text


def _document(binder: Binder, node: exp.Expr) -> Expression:
    written = node.this
    value = binder.bind(written.this)
    if value.type.kind in (Kind.VARCHAR, Kind.UNKNOWN, Kind.JSON) and _is_plain(written):
        return value if value.type.kind is not Kind.UNKNOWN else Literal(None, VARCHAR)
    if value.type.kind is Kind.CHAR and _is_plain(written):
        return Cast(value, VARCHAR)
    raise _unreadable(value, written)


def _passing(binder: Binder, node: exp.Expr) -> tuple[dict[str, object], list[Expression]]:
    names = [each.args["name"] for each in node.expressions]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise _at(InvalidArgument(f"{twice} JSON path parameter is specified more than once"), node)
    kinds, values = _typed_values(binder, node.expressions)
    return {"names": names, "kinds": kinds}, values


def _typed_values(binder: Binder, nodes: Sequence[exp.Expr]) -> tuple[list[str], list[Expression]]:
    """Bind values, and say for each how its text is to be taken."""
    found = [_typed_value(binder, node) for node in nodes]
    return [kind for kind, _ in found], [value for _, value in found]


def _typed_value(binder: Binder, node: exp.Expr) -> tuple[str, Expression]:
    value = binder.bind(node.this)
    if node.args.get("format") is not None or _is_json(node.this, value):
        if value.type.kind not in (Kind.VARCHAR, Kind.CHAR, Kind.JSON, Kind.UNKNOWN):
            raise _unreadable(value, node)
        if not _is_plain(node):
            raise _unreadable(value, node)
        return "json", value
    match value.type.kind:
        case kind if kind in _NUMBERS:
            return kind.value, value
        case Kind.BOOLEAN:
            return "boolean", value
        case Kind.VARCHAR | Kind.UNKNOWN:
            return "text", value
        case Kind.CHAR:
            return "text", Cast(value, VARCHAR)
        case kind if kind in _AS_TEXT or kind in _INTERVALS:
            return "text", Cast(value, VARCHAR)
        case _:
            raise _at(NotSupported(f"A value of type {value.type} cannot be passed as JSON"), node)


def _is_json(node: exp.Expr, value: Expression) -> bool:
    return value.type.kind is Kind.JSON or (
        isinstance(node, JsonForm) and node.args["name"] in _NESTED
    )


def _is_plain(node: exp.Expr) -> bool:
    return node.args.get("format") in (None, "json")


def _unreadable(value: Expression, node: exp.Expr) -> LakeqError:
    encoding = node.args.get("format") or "json"
    form = "JSON" if encoding == "json" else f"JSON ENCODING {str(encoding).upper()}"
    return _at(
        TypeMismatch(f"Cannot read input of type {value.type} as JSON using formatting {form}"),
        node,
    )


def _at(error: LakeqError, node: exp.Expr) -> LakeqError:
    error.line, error.column = position(node) or (None, None)
    return error


_FORMS = {
    "json_exists": _exists,
    "json_value": _value,
    "json_query": _query,
    "json_object": _object,
    "json_array": _array,
}
RULES: dict[type[exp.Expr], Rule] = {
    JsonForm: lambda binder, node: _FORMS[node.args["name"]](binder, node),
}
