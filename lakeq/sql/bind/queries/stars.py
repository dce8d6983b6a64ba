"""Stars: ``*``, ``t.*`` and ``row.*`` in a select list, and the names their columns get."""

from collections.abc import Iterator, Sequence

from sqlglot import exp

from lakeq.errors import (
    ColumnNotFound,
    MismatchedColumnAliases,
    TableNotFound,
    TypeMismatch,
)
from lakeq.model.bound import Expression
from lakeq.model.types import Kind
from lakeq.sql.bind.expressions.binding import ExpressionBinder
from lakeq.sql.bind.expressions.rows import members
from lakeq.sql.bind.scopes import ScopeField, resolve
from lakeq.sql.positions import position

Item = tuple[Expression, str]


def star_items(item: exp.Expr, binder: ExpressionBinder) -> list[Item] | None:
    """Expand a star to its columns and their names; ``None`` when the item is something else."""
    if isinstance(item, exp.Aliases):
        return _renamed(item, star_items(item.this, binder) or [])
    if isinstance(item, exp.Star):
        return list(_visible(binder.scope.fields, item))
    if isinstance(item, exp.Column) and isinstance(item.this, exp.Star):
        return _qualified(item, binder)
    if isinstance(item, exp.Dot) and isinstance(item.expression, exp.Star):
        return _members(binder.bind(item.this), item)
    return None


def _visible(fields: Sequence[ScopeField], item: exp.Expr) -> Iterator[Item]:
    if not fields:
        line, column = position(item) or (None, None)
        raise ColumnNotFound(
            "SELECT * not allowed in queries without FROM clause", line=line, column=column
        )
    for field in fields:
        if not field.is_hidden:
            yield field.expression, field.name


def _qualified(item: exp.Column, binder: ExpressionBinder) -> list[Item]:
    parts = [part.name for part in item.parts[:-1]]
    folded = [part.lower() for part in parts]
    for level in binder.scope.levels():
        fields = level.qualified(folded)
        if fields:
            return list(_visible(fields, item))
    try:
        value = resolve(binder.scope, parts, item)
    except ColumnNotFound as error:
        line, column = position(item) or (None, None)
        raise TableNotFound(
            f"Unable to resolve reference {'.'.join(parts)}", line=line, column=column
        ) from error
    return _members(value, item)


def _members(value: Expression, item: exp.Expr) -> list[Item]:
    if value.type.kind is not Kind.ROW:
        line, column = position(item) or (None, None)
        raise TypeMismatch("expected expression of type Row", line=line, column=column)
    names = [field.name or "" for field in value.type.fields]
    return list(zip(members(value), names, strict=True))


def _renamed(item: exp.Aliases, items: Sequence[Item]) -> list[Item]:
    names = [name.name for name in item.expressions]
    if len(names) != len(items):
        line, column = position(item.expressions[0]) or (None, None)
        raise MismatchedColumnAliases(
            f"Column alias list has {len(names)} entries but relation has {len(items)} columns",
            line=line,
            column=column,
        )
    return [(expression, name) for (expression, _), name in zip(items, names, strict=True)]
