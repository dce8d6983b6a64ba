"""The door: one query in, one bound query out."""

from sqlglot import exp

from lakeq.catalog.base import Catalog
from lakeq.errors import InvalidParameterUsage
from lakeq.model.bound import BoundQuery
from lakeq.model.names import TableName
from lakeq.model.query import QueryContext
from lakeq.model.traversal import all_scans
from lakeq.sql.bind.queries.query import ParseView, QueryBinder
from lakeq.sql.bind.session import BindSession


def bind(
    tree: exp.Query,
    catalog: Catalog,
    context: QueryContext,
    parse_view: ParseView,
    defining: TableName | None = None,
) -> BoundQuery:
    """Resolve every name and type of a query.

    ``parse_view`` reads the text of a view; ``defining`` is the view whose query this is, which it
    may not reach. Raises ProgrammingError or NotSupported, pointing into
    the text; after this no name is looked up again.
    """
    expected = sum(1 for _ in tree.find_all(exp.Placeholder))
    if expected != len(context.parameters):
        raise InvalidParameterUsage(
            f"Incorrect number of parameters: expected {expected} "
            f"but found {len(context.parameters)}",
            line=1,
            column=1,
        )
    session = BindSession(catalog, context, defining)
    query = QueryBinder(session, context.database, parse_view)(tree, None)
    used = {scan.id for scan in all_scans(query)}
    return BoundQuery(query, tuple(scan for scan in session.scans if scan.id in used))
