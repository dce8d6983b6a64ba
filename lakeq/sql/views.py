"""Reading the text of a view back into a query."""

from sqlglot import exp

from lakeq.errors import InvalidView, LakeqError
from lakeq.model.table import View
from lakeq.sql.parse import read_query_statement
from lakeq.sql.scanner import Source


def parse_view(view: View) -> exp.Query:
    """Read a stored view's query. Raises InvalidView when its text is none."""
    try:
        return read_query_statement(Source(view.text)).tree
    except LakeqError as error:
        raise InvalidView(f"View '{view.name}' cannot be read: {error.message}") from error


def renamed_columns(view: View) -> tuple[str, ...]:
    """Give the column names that CREATE VIEW has to list; none where the query says them itself."""
    names = tuple(column.name for column in view.columns)
    return () if names == _own_names(view) else names


def _own_names(view: View) -> tuple[str, ...] | None:
    """Give the column names that the view's query says itself; ``None`` when it leaves some open."""
    try:
        tree: exp.Expr = parse_view(view)
    except LakeqError:
        return None
    while isinstance(tree, exp.SetOperation | exp.Subquery):
        tree = tree.this
    named = exp.Alias | exp.Column
    if not all(isinstance(item, named) and not item.is_star for item in tree.expressions):
        return None
    return tuple(item.alias_or_name.lower() for item in tree.expressions)
