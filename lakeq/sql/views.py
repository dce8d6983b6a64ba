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
