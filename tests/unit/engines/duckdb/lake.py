"""A small lake that is planned for real and run on a real DuckDB."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.orc

from lakeq.engines.duckdb.engine import DuckDBEngine
from lakeq.engines.duckdb.evaluator import DuckDBEvaluator
from lakeq.model.bound import BoundQuery, Expression, OutputColumn, Query, Select
from lakeq.model.plan import ScanPlan
from lakeq.model.query import QueryContext
from lakeq.planning.plan import plan_scans
from lakeq.results.rows import batch_rows
from lakeq.sql.bind import bind
from lakeq.sql.parse import parse
from lakeq.sql.statements import QueryStatement
from lakeq.sql.views import parse_view
from tests.unit.planning.lake import CONTEXT, PlanningLake


class EngineLake(PlanningLake):
    """Tables below a folder, and answers of queries over them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.engine = DuckDBEngine(self.storage, threads=2)
        self.judge = DuckDBEvaluator(self.engine)

    def planned(self, sql: str, *, prune: bool = True) -> tuple[BoundQuery, ScanPlan]:
        query = self.bind(sql)
        plan = plan_scans(query, self.catalog, self.storage, self.layouts, self.judge, prune=prune)
        return query, plan

    def rows(self, sql: str, *, prune: bool = True) -> list[tuple[Any, ...]]:
        query, plan = self.planned(sql, prune=prune)
        return self.run_plan(query, plan)[0]

    def run_plan(self, query: BoundQuery, plan: ScanPlan) -> tuple[list[tuple[Any, ...]], int]:
        """Run a plan; answer its rows and the bytes that were read."""
        stream = self.engine.execute(query, plan)
        columns = query.query.columns
        rows = [row for batch in stream.batches() for row in batch_rows(batch, columns)]
        read = stream.read_bytes()
        assert read is not None
        return rows, read

    def write_orc(self, path: str, columns: dict[str, Any], stripe_size: int = 64 << 20) -> Path:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        pyarrow.orc.write_table(
            pa.table(columns), str(target), stripe_size=stripe_size, compression="zlib"
        )
        return target

    def close(self) -> None:
        self.engine.close()
        self.catalog.close()


@contextmanager
def opened(folder: Path) -> Iterator[EngineLake]:
    """Make an empty lake."""
    lake = EngineLake(folder)
    try:
        yield lake
    finally:
        lake.close()


class Asker:
    """Asks a DuckDB questions that need no tables."""

    def __init__(self, folder: Path) -> None:
        self._lake = EngineLake(folder)

    def value(self, expression: str, timezone: str = "UTC") -> Any:
        """Evaluate one expression."""
        (row,) = self.rows(f"SELECT {expression}", timezone)
        (value,) = row
        return value

    def rows(self, sql: str, timezone: str = "UTC") -> list[tuple[Any, ...]]:
        """Run one query."""
        context = QueryContext(now=CONTEXT.now, timezone=timezone)
        statement = parse(sql, context)
        assert isinstance(statement, QueryStatement)
        return self.run(bind(statement.tree, self._lake.catalog, context, parse_view), timezone)

    def bound(self, expression: Expression, timezone: str = "UTC") -> Any:
        """Evaluate one expression that was bound by hand."""
        query = Query(Select((expression,)), (OutputColumn("value", expression.type),))
        (row,) = self.run(BoundQuery(query, ()), timezone)
        return row[0]

    def run(self, query: BoundQuery, timezone: str = "UTC") -> list[tuple[Any, ...]]:
        """Run a query that was bound by hand."""
        stream = self._lake.engine.execute(query, ScanPlan(), timezone=timezone)
        columns = query.query.columns
        return [row for batch in stream.batches() for row in batch_rows(batch, columns)]

    def close(self) -> None:
        self._lake.close()
