"""VALUES: inline rows, whose row values are spread over the columns."""

from collections.abc import Sequence

from sqlglot import exp

from lakeq.errors import TypeMismatch
from lakeq.functions.coercions import common_type_of
from lakeq.model.bound import Expression
from lakeq.model.types import DataType, Kind
from lakeq.sql.bind.binder import Binder
from lakeq.sql.bind.expressions.coercions import coerce
from lakeq.sql.bind.expressions.rows import members
from lakeq.sql.positions import position

Rows = tuple[tuple[Expression, ...], ...]


def bind_values(binder: Binder, node: exp.Expr) -> tuple[Rows, tuple[DataType, ...]]:
    """Bind rows, all coerced to the types they share. Raises TypeMismatch where they share none."""
    rows = [_row(binder, item) for item in node.expressions]
    types = _types(rows, node)
    coerced = tuple(tuple(coerce(i, t) for i, t in zip(row, types, strict=True)) for row in rows)
    return coerced, types


def _row(binder: Binder, node: exp.Expr) -> tuple[Expression, ...]:
    value = binder.bind(node)
    return members(value) if value.type.kind is Kind.ROW else (value,)


def _types(rows: Sequence[Sequence[Expression]], node: exp.Expr) -> tuple[DataType, ...]:
    line, column = position(node) or (None, None)
    sizes = dict.fromkeys(len(row) for row in rows)
    if len(sizes) != 1:
        raise TypeMismatch(
            f"Values rows have mismatched sizes: {' vs '.join(map(str, sizes))}",
            line=line,
            column=column,
        )
    types: list[DataType] = []
    for index in range(len(rows[0])):
        shared = common_type_of(row[index].type for row in rows)
        if shared is None:
            kinds = " vs ".join(dict.fromkeys(str(row[index].type) for row in rows))
            raise TypeMismatch(
                f"Values rows have mismatched types: {kinds}", line=line, column=column
            )
        types.append(shared)
    return tuple(types)
