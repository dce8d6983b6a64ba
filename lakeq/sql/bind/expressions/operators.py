"""Rules for operators: logic, comparison, arithmetic, LIKE, BETWEEN, IN a list, ``||``."""

from sqlglot import exp

from lakeq.errors import TypeMismatch
from lakeq.functions.coercions import common_type, common_type_of
from lakeq.model.bound import Call, Expression, Literal
from lakeq.model.types import BOOLEAN, INTEGER, Kind
from lakeq.sql.bind.binder import Binder, Rule
from lakeq.sql.bind.expressions.calls import arithmetic, call, comparison, operator_mismatch
from lakeq.sql.bind.expressions.coercions import coerce
from lakeq.sql.bind.expressions.rows import in_rows, members
from lakeq.sql.bind.expressions.subqueries import in_subquery, quantified
from lakeq.sql.positions import position


def _logical(binder: Binder, node: exp.Expr) -> Expression:
    name = "and" if isinstance(node, exp.And) else "or"
    operands: list[exp.Expr] = []
    pending: list[exp.Expr] = [node]
    while pending:
        current = pending.pop()
        if type(current) is type(node):
            pending += [current.expression, current.this]
        else:
            operands.append(current)
    bound = tuple(
        binder.bind_boolean(o, f"Logical expression term '{name.upper()}'") for o in operands
    )
    return Call(name, bound, BOOLEAN)


def _not(binder: Binder, node: exp.Expr) -> Expression:
    operand = binder.bind_boolean(node.this, "Value of logical NOT expression")
    return Call("not", (operand,), BOOLEAN)


def _comparison(binder: Binder, node: exp.Expr) -> Expression:
    operator = _COMPARISONS[type(node)]
    left = binder.bind(node.this)
    if isinstance(node.expression, exp.All | exp.Any):
        return quantified(binder, node, operator, left)
    return comparison(operator, left, binder.bind(node.expression), node)


def _distinct_from(binder: Binder, node: exp.Expr) -> Expression:
    left, right = binder.bind(node.this), binder.bind(node.expression)
    found = comparison("is_distinct_from", left, right, node)
    return Call("not", (found,), BOOLEAN) if isinstance(node, exp.NullSafeEQ) else found


def _is(binder: Binder, node: exp.Expr) -> Expression:
    state = node.expression
    if isinstance(state, exp.Null):
        return Call("is_null", (binder.bind(node.this),), BOOLEAN)
    operand = binder.bind_boolean(node.this, "Value of a truth test")
    if not isinstance(state, exp.Boolean):
        return Call("is_null", (operand,), BOOLEAN)
    distinct = Call("is_distinct_from", (operand, binder.bind(state)), BOOLEAN)
    return Call("not", (distinct,), BOOLEAN)


def _arithmetic(binder: Binder, node: exp.Expr) -> Expression:
    left, right = binder.bind(node.this), binder.bind(node.expression)
    return arithmetic(_ARITHMETIC[type(node)], left, right, node)


def _negate(binder: Binder, node: exp.Expr) -> Expression:
    operand = binder.bind(node.this)
    if not (operand.type.is_numeric or operand.type.kind.value.startswith("interval")):
        raise operator_mismatch(f"-{operand.type}", node)
    if isinstance(operand, Literal) and operand.value == 2**63:
        return Literal(-(2**63), operand.type)
    if isinstance(operand, Literal) and operand.value == 2**31:
        return Literal(-(2**31), INTEGER)
    return call("negate", (operand,), node)


def _between(binder: Binder, node: exp.Expr) -> Expression:
    operands = [binder.bind(part) for part in (node.this, node.args["low"], node.args["high"])]
    shared = common_type_of(operand.type for operand in operands)
    if shared is None:
        value, low, high = (operand.type for operand in operands)
        line, column = position(node) or (None, None)
        raise TypeMismatch(
            f"Cannot check if {value} is BETWEEN {low} and {high}", line=line, column=column
        )
    return call("between", [coerce(operand, shared) for operand in operands], node)


def _overlaps(binder: Binder, node: exp.Expr) -> Expression:
    periods = (binder.bind(node.this), binder.bind(node.expression))
    ends = [end for period in periods if period.type.kind is Kind.ROW for end in members(period)]
    shared = common_type_of(end.type for end in ends)
    each_has_two = all(len(period.type.fields) == _ENDS for period in periods)
    if len(ends) != 2 * _ENDS or not each_has_two or shared is None or shared.kind not in _MOMENTS:
        left, right = (period.type for period in periods)
        raise operator_mismatch(f"{left} OVERLAPS {right}", node)
    return call("overlaps", [coerce(end, shared) for end in ends], node)


def _in(binder: Binder, node: exp.Expr) -> Expression:
    value = binder.bind(node.this)
    query_node = node.args.get("query")
    if query_node is not None:
        return in_subquery(binder, value, query_node, node)
    items = [binder.bind(item) for item in node.expressions]
    shared = common_type_of(item.type for item in (value, *items))
    if shared is None:
        raise _in_mismatch(value, items, node)
    by_members = in_rows(value, items, shared)
    if by_members is not None:
        return by_members
    return Call("in", tuple(coerce(item, shared) for item in (value, *items)), BOOLEAN)


def _in_mismatch(value: Expression, items: list[Expression], node: exp.Expr) -> TypeMismatch:
    line, column = position(node) or (None, None)
    odd = next((i for i in items if common_type(value.type, i.type) is None), items[0])
    return TypeMismatch(
        f"IN value and list items must be the same type or coercible: {value.type}, {odd.type}",
        line=line,
        column=column,
    )


def _like(binder: Binder, node: exp.Expr) -> Expression:
    escape: list[Expression] = []
    if isinstance(node, exp.Escape):
        escape = [binder.bind(node.expression)]
        node = node.this
    operands = [binder.bind(node.this), binder.bind(node.expression), *escape]
    if any(o.type.kind not in (Kind.VARCHAR, Kind.CHAR, Kind.UNKNOWN) for o in operands):
        odd = next(o for o in operands if not o.type.is_text)
        line, column = position(node) or (None, None)
        raise TypeMismatch(
            f"LIKE operands must be of type varchar, found {odd.type}", line=line, column=column
        )
    return call("like", operands, node)


def _concat(binder: Binder, node: exp.Expr) -> Expression:
    left, right = binder.bind(node.this), binder.bind(node.expression)
    return call("concat", (left, right), node)


_ENDS = 2
_MOMENTS = (
    *(Kind.DATE, Kind.TIME, Kind.TIME_WITH_TIME_ZONE),
    *(Kind.TIMESTAMP, Kind.TIMESTAMP_WITH_TIME_ZONE),
)
_COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "eq",
    exp.NEQ: "ne",
    exp.LT: "lt",
    exp.LTE: "le",
    exp.GT: "gt",
    exp.GTE: "ge",
}
_ARITHMETIC: dict[type[exp.Expr], str] = {
    exp.Add: "add",
    exp.Sub: "subtract",
    exp.Mul: "multiply",
    exp.Div: "divide",
    exp.Mod: "modulus",
}
RULES: dict[type[exp.Expr], Rule] = {
    exp.And: _logical,
    exp.Or: _logical,
    exp.Not: _not,
    **dict.fromkeys(_COMPARISONS, _comparison),
    **dict.fromkeys(_ARITHMETIC, _arithmetic),
    exp.NullSafeEQ: _distinct_from,
    exp.NullSafeNEQ: _distinct_from,
    exp.Is: _is,
    exp.Neg: _negate,
    exp.Between: _between,
    exp.Overlaps: _overlaps,
    exp.In: _in,
    exp.Like: _like,
    exp.Escape: _like,
    exp.DPipe: _concat,
}
