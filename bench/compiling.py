"""What lakeq does with a query before DuckDB does anything: from its text to DuckDB's."""

from collections.abc import Callable

import lakeq
from lakeq.engines.duckdb.attachments import Attachments
from lakeq.engines.duckdb.engine import DuckDBEngine
from lakeq.lake.opening import open_parts
from lakeq.lake.phases import Phases
from lakeq.sql.parse import parse
from lakeq.sql.queries import QueryStatement


def compiler(connection: lakeq.Connection) -> Callable[[str], str]:
    """Give what parses, binds, plans and compiles a query of a lake, and runs nothing."""
    context = connection.lake.context()
    parts = open_parts(connection.lake.settings)
    engine = parts.room.engine()
    assert isinstance(engine, DuckDBEngine)

    def compiled(text: str) -> str:
        statement = parse(text, context)
        assert isinstance(statement, QueryStatement)
        planned = Phases(parts, context).plan(statement)
        return engine.compile(planned.query, planned.estimate.plan, Attachments())

    return compiled
