"""A small lake to plan over: a real catalog, real files, and an evaluator that writes down its work."""

import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from lakeq.catalog.sqlite import SQLiteCatalog
from lakeq.errors import InvalidCast
from lakeq.formats.layouts import LayoutReader
from lakeq.model.bound import (
    BoundQuery,
    Call,
    Cast,
    ColumnReference,
    Expression,
    Literal,
    LiteralValue,
)
from lakeq.model.files import DataFile
from lakeq.model.plan import ScanPlan, TableScan
from lakeq.model.query import QueryContext
from lakeq.model.table import KeyValue
from lakeq.planning.plan import plan_scans
from lakeq.sql.bind import bind
from lakeq.sql.parse import parse
from lakeq.sql.statements import ChangeStatement, CreateViewStatement, QueryStatement
from lakeq.sql.views import parse_view
from lakeq.storage.cache import FooterCache
from lakeq.storage.local import LocalFileSystem

CONTEXT = QueryContext(now=datetime(2024, 5, 6, tzinfo=UTC))


@dataclass
class CountingFileSystem(LocalFileSystem):
    """Local files, and which locations were listed."""

    listed: list[str] = field(default_factory=list)

    def list_files(self, prefix: str) -> Iterator[DataFile]:
        self.listed.append(prefix)
        return super().list_files(prefix)


@dataclass
class PythonEvaluator:
    """Evaluates a handful of functions; a scalar subquery's answer is given beforehand."""

    answer: LiteralValue = None
    decided: list[tuple[KeyValue, ...]] = field(default_factory=list)
    asked: list[ScanPlan] = field(default_factory=list)

    def keep(
        self,
        predicate: Expression,
        columns: Sequence[ColumnReference],
        rows: Sequence[tuple[KeyValue, ...]],
    ) -> Sequence[bool]:
        self.decided += rows
        indices = [column.index for column in columns]
        return [evaluate(predicate, dict(zip(indices, row, strict=True))) is True for row in rows]

    def scalar(self, query: BoundQuery, plan: ScanPlan) -> LiteralValue:
        self.asked.append(plan)
        return self.answer


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "substr": lambda text, start, length: text[start - 1 : start - 1 + length],
    "modulus": operator.mod,
    "not": operator.not_,
}


def evaluate(expression: Expression, row: dict[int, KeyValue]) -> Any:
    match expression:
        case Literal(value):
            return value
        case ColumnReference(index=index):
            return row[index]
        case Cast(argument, data_type):
            value = evaluate(argument, row)
            if not data_type.is_integer or value is None:
                return value
            try:
                return int(value)
            except ValueError as error:
                raise InvalidCast(f"Cannot cast '{value}' to {data_type}") from error
        case Call("and", parts):
            return all(evaluate(part, row) for part in parts)
        case Call("or", parts):
            return any(evaluate(part, row) for part in parts)
        case Call(name, arguments):
            values = [evaluate(argument, row) for argument in arguments]
            if None in values:
                return None
            return _FUNCTIONS.get(name, getattr(operator, name, None))(*values)  # type: ignore[misc]  # A missing one fails the test.
        case _:
            raise AssertionError(expression)


class PlanningLake:
    """Tables below a folder, and plans of queries over them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.storage = CountingFileSystem()
        self.evaluator = PythonEvaluator()
        self.cache = FooterCache(None)
        self.catalog = SQLiteCatalog(folder / "metastore.sqlite")
        self.layouts = LayoutReader(self.storage, self.cache)
        self.run("CREATE DATABASE d")

    def run(self, ddl: str) -> None:
        """Change the catalog."""
        statement = parse(ddl.replace("$", str(self.folder)), CONTEXT)
        if isinstance(statement, CreateViewStatement):
            from lakeq.lake.changes import create_view

            create_view(self.catalog, statement, CONTEXT)
            return
        assert isinstance(statement, ChangeStatement), statement
        self.catalog.apply(statement.change)

    def write(self, path: str, columns: dict[str, Any], row_group_size: int = 10) -> Path:
        """Write one Parquet file below the lake's folder."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.table(columns), target, row_group_size=row_group_size)
        return target

    def bind(self, sql: str) -> BoundQuery:
        statement = parse(sql, CONTEXT)
        assert isinstance(statement, QueryStatement)
        return bind(statement.tree, self.catalog, CONTEXT, parse_view)

    def plan(self, sql: str, *, prune: bool = True) -> ScanPlan:
        return self.plan_bound(self.bind(sql), prune=prune)

    def plan_bound(self, query: BoundQuery, *, prune: bool = True) -> ScanPlan:
        return plan_scans(
            query, self.catalog, self.storage, self.layouts, self.evaluator, prune=prune
        )

    def scan(self, sql: str) -> TableScan:
        """Plan a query of one scan."""
        (scan,) = self.plan(sql).scans.values()
        return scan


def chunk_bytes(path: Path, columns: Sequence[str], row_groups: Sequence[int] | None = None) -> int:
    """Add up column chunks as pyarrow's metadata gives them."""
    metadata = pq.read_metadata(path)
    total = 0
    for group in range(metadata.num_row_groups) if row_groups is None else row_groups:
        for index in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(index)
            if chunk.path_in_schema in columns:
                total += chunk.total_compressed_size
    return total
