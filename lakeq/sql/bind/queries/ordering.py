"""ORDER BY: where its expressions may use the names that the select list gives."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from sqlglot import exp

from lakeq.errors import ColumnNotFound, ExpressionNotInDistinct
from lakeq.functions import registry
from lakeq.functions.registry import FunctionKind
from lakeq.sql.positions import position


class Named(Protocol):
    """An output column, as far as its name goes."""

    @property
    def name(self) -> str:
        """Give its name."""
        ...

    @property
    def is_named(self) -> bool:
        """Whether it was given one."""
        ...


def check_output_references(node: exp.Expr, outputs: Sequence[Named], *, distinct: bool) -> None:
    """Refuse an item of ORDER BY that uses output columns where Trino does not let it.

    An aggregate sees the rows before they were grouped, which have no output columns yet. After
    SELECT DISTINCT an expression over output columns is none of the select list.
    """
    names = {output.name.lower() for output in outputs if output.is_named}
    for call in _aggregates(node):
        for column in _columns(call):
            if column.name.lower() in names:
                line, place = position(column) or (None, None)
                raise ColumnNotFound(
                    "Invalid reference to output projection attribute from ORDER BY aggregation",
                    line=line,
                    column=place,
                )
    if not distinct or isinstance(node, exp.Column):
        return
    if any(column.name.lower() in names for column in _columns(node)):
        line, place = position(node) or (None, None)
        raise ExpressionNotInDistinct(
            "For SELECT DISTINCT, ORDER BY expressions must appear in select list",
            line=line,
            column=place,
        )


def _columns(node: exp.Expr) -> Iterator[exp.Column]:
    for part in _outside_queries(node):
        if isinstance(part, exp.Column) and len(part.parts) == 1:
            yield part


def _aggregates(node: exp.Expr) -> Iterator[exp.Expr]:
    for call in _outside_queries(node):
        if not isinstance(call, exp.Anonymous):
            continue
        if isinstance(_outermost(call).parent, exp.Window):
            continue
        candidates = registry.find_callable(call.name)
        if candidates and candidates[0].kind is FunctionKind.AGGREGATE:
            yield call


def _outside_queries(node: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(node, exp.Query):
        return
    yield node
    for child in node.iter_expressions():
        yield from _outside_queries(child)


def _outermost(node: exp.Expr) -> exp.Expr:
    """Climb from a call to the form around it: its FILTER, its null treatment, its order."""
    wrappers = (exp.Filter, exp.IgnoreNulls, exp.RespectNulls, exp.WithinGroup)
    while isinstance(node.parent, wrappers):
        node = node.parent
    return node
