"""Rules for names, calls, casts, CASE and constructors."""

import sys

from sqlglot import exp

from lakeq.errors import (
    ExpressionNotScalar,
    FunctionNotFound,
    InvalidArgument,
    QuerySyntaxError,
    TypeMismatch,
)
from lakeq.functions import registry
from lakeq.functions.casts import can_cast
from lakeq.functions.coercions import common_type_of
from lakeq.functions.registry import FunctionKind
from lakeq.model.bound import AggregateCall, Call, Case, Cast, Expression, FieldReference, Literal
from lakeq.model.traversal import walk
from lakeq.model.types import BOOLEAN, DATE, VARCHAR, DataType, Field, Kind, row_of
from lakeq.sql.bind.binder import Binder, Rule, unsupported
from lakeq.sql.bind.expressions import literals, moments
from lakeq.sql.bind.expressions.aggregates import GROUPING, bind_aggregate, bind_grouping_operation
from lakeq.sql.bind.expressions.calls import (
    call,
    choose,
    comparison,
    operator_mismatch,
    shared_type,
)
from lakeq.sql.bind.expressions.coercions import coerce
from lakeq.sql.bind.expressions.json import check_json_cast, is_json_form
from lakeq.sql.bind.expressions.lambdas import bind_arguments
from lakeq.sql.bind.expressions.windows import bind_window
from lakeq.sql.bind.scopes import member, resolve
from lakeq.sql.nodes import cast_type
from lakeq.sql.positions import position


def name_parts(node: exp.Expr) -> list[str] | None:
    """Take a dotted name apart; ``None`` when the node is something else."""
    if isinstance(node, exp.Column):
        return [part.name for part in node.parts]
    if isinstance(node, exp.Dot):
        left = name_parts(node.this)
        return None if left is None else [*left, node.expression.name]
    return None


def _column(binder: Binder, node: exp.Expr) -> Expression:
    parts = name_parts(node)
    assert parts is not None, repr(node)
    return resolve(binder.scope, parts, node)


def _dot(binder: Binder, node: exp.Expr) -> Expression:
    parts = name_parts(node)
    if parts is not None:
        return resolve(binder.scope, parts, node)
    return member(binder.bind(node.this), node.expression.name, node)


def _paren(binder: Binder, node: exp.Expr) -> Expression:
    return binder.bind(node.this)


def _case(binder: Binder, node: exp.Expr) -> Expression:
    subject = None if node.this is None else binder.bind(node.this)
    conditions: list[Expression] = []
    results: list[Expression] = []
    for branch in node.args["ifs"]:
        if subject is None:
            conditions.append(binder.bind_boolean(branch.this, "CASE WHEN clause"))
        else:
            conditions.append(comparison("eq", subject, binder.bind(branch.this), branch.this))
        results.append(binder.bind(branch.args["true"]))
    default_node = node.args.get("default")
    default = literals.NULL if default_node is None else binder.bind(default_node)
    shared = shared_type("All CASE results", (*results, default), node)
    branches = tuple((c, coerce(r, shared)) for c, r in zip(conditions, results, strict=True))
    return Case(branches, None if default_node is None else coerce(default, shared), shared)


def _if(binder: Binder, node: exp.Expr) -> Expression:
    condition = binder.bind_boolean(node.expressions[0], "IF condition")
    results = [binder.bind(part) for part in node.expressions[1:]]
    if common_type_of(result.type for result in results) is None:
        line, column = position(node) or (None, None)
        kinds = " vs ".join(str(result.type) for result in results)
        raise TypeMismatch(
            f"Result types for IF must be the same: {kinds}", line=line, column=column
        )
    return call("if", [condition, *results], node)


def _coalesce(binder: Binder, node: exp.Expr) -> Expression:
    operands = [binder.bind(part) for part in node.expressions]
    shared_type("All COALESCE operands", operands, node)
    return call("coalesce", operands, node)


def _check_arity(name: str, node: exp.Expr) -> None:
    """Count the arguments of what Trino's grammar knows by name. Raises QuerySyntaxError."""
    least, most = _ARITIES[name]
    if least <= len(node.expressions) <= most:
        return
    line, column = position(node) or (None, None)
    message = f"Invalid number of arguments for '{name}' function"
    if name == "coalesce":
        message = "The 'coalesce' function must have at least two arguments"
    raise QuerySyntaxError(message, line=line, column=column)


def _typeof(binder: Binder, node: exp.Expr) -> Expression:
    """Name a type; an aggregate stays in the tree, because it makes one row of many."""
    operand = binder.bind(node.expressions[0])
    name = Literal(operand.type.trino, VARCHAR)
    if any(isinstance(part, AggregateCall) for part in walk(operand)):
        return Case(((Call("is_null", (operand,), BOOLEAN), name),), name, name.type)
    return name


def _nullif(binder: Binder, node: exp.Expr) -> Expression:
    """Compare as values of a common type, but give the first one as it is."""
    left, right = (binder.bind(part) for part in node.expressions)
    shared = common_type_of((left.type, right.type))
    if shared is None:
        line, column = position(node) or (None, None)
        raise TypeMismatch(
            f"Types are not comparable with NULLIF: {left.type} vs {right.type}",
            line=line,
            column=column,
        )
    if shared == left.type:
        return call("nullif", (left, right), node)
    return Call("nullif", (left, right), left.type)


def _cast(binder: Binder, node: exp.Expr) -> Expression:
    argument = binder.bind(node.this)
    assert isinstance(node, exp.Cast)
    target = cast_type(node)
    check_json_cast(argument.type, target, node)
    if not can_cast(argument.type, target):
        line, column = position(node) or (None, None)
        raise TypeMismatch(f"Cannot cast {argument.type} to {target}", line=line, column=column)
    if argument.type == target:
        return argument
    if argument.type.is_text and isinstance(argument, Literal) and argument.value is not None:
        timezone = binder.session.context.timezone
        read = moments.cast_of_text(str(argument.value).rstrip(" "), target, timezone)
        if read is not None:
            return read
    if argument.type.kind in _CLOCKS and target.kind in _DATED:
        # Trino puts a time on the day of the statement; what is to have no zone, as clocks show it.
        if target.kind is Kind.TIMESTAMP:
            argument = coerce(argument, DataType(Kind.TIME, argument.type.precision))
        today = Literal(binder.session.local_now().date(), DATE)
        argument = call("on_date", (today, argument), node)
    if isinstance(argument, Literal) and argument.value is None:
        return Literal(None, target)
    return Cast(argument, target, isinstance(node, exp.TryCast))


def _array(binder: Binder, node: exp.Expr) -> Expression:
    items = [binder.bind(item) for item in node.expressions]
    shared_type("All ARRAY elements", items, node)
    return call("array", items, node)


def _row(binder: Binder, node: exp.Expr) -> Expression:
    items = tuple(binder.bind(item) for item in node.expressions)
    return Call("row", items, row_of(*(Field(None, item.type) for item in items)))


def _subscript(binder: Binder, node: exp.Expr) -> Expression:
    base = binder.bind(node.this)
    index_nodes = node.expressions
    if len(index_nodes) != 1 or isinstance(index_nodes[0], exp.Slice):
        raise unsupported(node, "Array slice")
    index = binder.bind(index_nodes[0])
    if base.type.kind is not Kind.ROW:
        return call("subscript", (base, index), node)
    if not isinstance(index, Literal) or not isinstance(index.value, int):
        raise operator_mismatch(f"{base.type}[{index.type}]", node)
    if not 1 <= index.value <= len(base.type.fields):
        raise InvalidArgument(f"ROW index out of bounds: {index.value}")
    found = base.type.fields[index.value - 1]
    return FieldReference(base, index.value - 1, found.name, found.type)


def _function(binder: Binder, node: exp.Expr) -> Expression:
    name = node.name
    if name.lower() in _ARITIES:
        _check_arity(name.lower(), node)
    rule = _NAMED.get(name.lower()) or _NAMED.get(f"{name.lower()}/{len(node.expressions)}")
    if rule is not None:
        return rule(binder, node)
    candidates = () if is_json_form(name) else registry.find_callable(name)
    if candidates and candidates[0].kind is FunctionKind.AGGREGATE:
        return bind_aggregate(binder, node)
    if candidates and candidates[0].kind is FunctionKind.WINDOW:
        line, column = position(node) or (None, None)
        raise FunctionNotFound(
            f"Window function {name.lower()} requires an OVER clause", line=line, column=column
        )
    if not candidates:
        choose(name, candidates, (), node)
    return call(candidates[0].name, bind_arguments(binder, node), node)


def _aggregate(binder: Binder, node: exp.Expr) -> Expression:
    return bind_aggregate(binder, node)


def _window(binder: Binder, node: exp.Expr) -> Expression:
    if binder.clause:
        line, column = position(node) or (None, None)
        raise ExpressionNotScalar(
            f"{binder.clause} cannot contain aggregations, window functions or grouping operations",
            line=line,
            column=column,
        )
    return bind_window(binder, node)


_NAMED: dict[str, Rule] = {
    "row": _row,
    GROUPING: bind_grouping_operation,
    "if": _if,
    "coalesce": _coalesce,
    "nullif": _nullif,
    "typeof/1": _typeof,
    "now/0": lambda binder, _: binder.bind(exp.CurrentTimestamp()),
}
"""The functions with rules of their own; some only with so many arguments."""
_ARITIES = {"coalesce": (2, sys.maxsize), "if": (2, 3), "nullif": (2, 2), "try": (1, 1)}
_CLOCKS = (Kind.TIME, Kind.TIME_WITH_TIME_ZONE)
_DATED = (Kind.TIMESTAMP, Kind.TIMESTAMP_WITH_TIME_ZONE)
RULES: dict[type[exp.Expr], Rule] = {
    exp.Column: _column,
    exp.Dot: _dot,
    exp.Paren: _paren,
    exp.Case: _case,
    exp.Cast: _cast,
    exp.TryCast: _cast,
    exp.Array: _array,
    exp.Tuple: _row,
    exp.Bracket: _subscript,
    exp.Anonymous: _function,
    exp.Filter: _aggregate,
    exp.WithinGroup: _aggregate,
    exp.Window: _window,
}
