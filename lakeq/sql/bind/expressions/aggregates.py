"""Aggregates: calls that turn many rows into one, and the rules of where they may stand."""

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from lakeq.errors import (
    ExpressionNotInDistinct,
    ExpressionNotScalar,
    FunctionNotFound,
    InvalidDefinition,
    NestedAggregation,
    NotSupported,
)
from lakeq.functions import registry
from lakeq.functions.registry import FunctionKind
from lakeq.model.bound import (
    AggregateCall,
    Expression,
    SortKey,
)
from lakeq.model.clauses import NullOrder
from lakeq.model.types import BIGINT, INTEGER
from lakeq.sql.bind.binder import Binder
from lakeq.sql.bind.expressions.calls import choose, coerce_all
from lakeq.sql.bind.expressions.lambdas import Argument, bind_argument
from lakeq.sql.positions import position

GROUPING = "grouping"
_MOST_GROUPING_ARGUMENTS = 63
_MOST_INTEGER_BITS = 31


class FunctionParts:
    """An aggregate or window function's call, taken apart from the parser's nesting."""

    def __init__(self, node: exp.Expr) -> None:
        self.node = node
        self.filter: exp.Expr | None = None
        self.ignore_nulls = False
        self.has_null_treatment = False
        self.order_by: list[exp.Expr] = []
        while isinstance(node, exp.Filter | exp.IgnoreNulls | exp.RespectNulls | exp.WithinGroup):
            if isinstance(node, exp.Filter):
                self.filter = node.expression.this
            if isinstance(node, exp.WithinGroup):
                self.order_by = node.expression.expressions
            self.ignore_nulls = self.ignore_nulls or isinstance(node, exp.IgnoreNulls)
            if isinstance(node, exp.IgnoreNulls | exp.RespectNulls):
                self.has_null_treatment = True
            node = node.this
        if not isinstance(node, exp.Anonymous):
            line, column = position(node) or (None, None)
            raise NotSupported(
                f"{node.key.upper()} is not supported here", line=line, column=column
            )
        self.call = node
        self.name = node.name
        self.distinct = False
        self.arguments = list(node.expressions)
        if len(self.arguments) == 1 and isinstance(self.arguments[0], exp.Distinct):
            self.distinct = True
            self.arguments = list(self.arguments[0].expressions)
        if len(self.arguments) == 1 and isinstance(self.arguments[0], exp.Star):
            self.arguments = []


def bind_aggregate(binder: Binder, node: exp.Expr) -> Expression:
    """Bind an aggregate call. Raises ExpressionNotScalar where none may stand."""
    parts = FunctionParts(node)
    candidates = registry.find_callable(parts.name)
    line, column = position(parts.call) or (None, None)
    if candidates and candidates[0].kind is not FunctionKind.AGGREGATE:
        raise FunctionNotFound(
            f"Filter is only valid for aggregation functions, not {parts.name.lower()}",
            line=line,
            column=column,
        )
    if binder.is_inside_aggregate:
        raise NestedAggregation(
            f"Cannot nest aggregations inside aggregation '{parts.name.lower()}'",
            line=line,
            column=column,
        )
    if binder.clause and candidates:
        raise ExpressionNotScalar(
            f"{binder.clause} cannot contain aggregations, window functions or grouping operations",
            line=line,
            column=column,
        )
    inner = binder.inside_aggregate()
    arguments = [bind_argument(inner, part) for part in parts.arguments] if candidates else []
    signature, match = choose(parts.name, candidates, arguments, parts.call)
    coerced = coerce_all(arguments, match.arguments)
    order_by = tuple(
        _by_coerced(key, arguments, coerced) for key in bind_sort(inner, parts.order_by)
    )
    if parts.distinct and any(key.expression not in coerced for key in order_by):
        raise ExpressionNotInDistinct(
            "For aggregate function with DISTINCT, ORDER BY expressions must appear in arguments",
            line=line,
            column=column,
        )
    return AggregateCall(
        signature.name,
        coerced,
        match.result,
        parts.distinct,
        None if parts.filter is None else inner.bind_boolean(parts.filter, "FILTER clause"),
        order_by,
    )


def _by_coerced(
    key: SortKey, arguments: Sequence[Argument], coerced: Sequence[Expression]
) -> SortKey:
    """Sort by an argument as the function takes it, so that DISTINCT finds it there."""
    for argument, taken in zip(arguments, coerced, strict=True):
        if key.expression == argument:
            return replace(key, expression=taken)
    return key


def bind_grouping_operation(binder: Binder, node: exp.Expr) -> Expression:
    """Bind ``grouping(...)``, whose bits tell which columns a grouping set leaves out."""
    line, column = position(node) or (None, None)
    if binder.is_inside_aggregate:
        raise NestedAggregation(
            "Cannot nest grouping operations inside aggregation", line=line, column=column
        )
    if binder.clause:
        raise ExpressionNotScalar(
            f"{binder.clause} cannot contain aggregations, window functions or grouping operations",
            line=line,
            column=column,
        )
    arguments = tuple(binder.bind(argument) for argument in node.expressions)
    if not 1 <= len(arguments) <= _MOST_GROUPING_ARGUMENTS:
        raise InvalidDefinition(
            f"GROUPING supports up to {_MOST_GROUPING_ARGUMENTS} column arguments",
            line=line,
            column=column,
        )
    data_type = INTEGER if len(arguments) <= _MOST_INTEGER_BITS else BIGINT
    return AggregateCall(GROUPING, arguments, data_type)


def bind_sort(binder: Binder, nodes: list[exp.Expr]) -> tuple[SortKey, ...]:
    """Bind the ORDER BY of an aggregate or a window."""
    return tuple(SortKey(binder.bind(node.this), *direction(node)) for node in nodes)


def direction(node: exp.Expr) -> tuple[bool, NullOrder]:
    """Read DESC and NULLS FIRST. Athena sorts NULLs last in either direction by default."""
    first = bool(node.args.get("nulls_first"))
    return bool(node.args.get("desc")), NullOrder.FIRST if first else NullOrder.LAST
