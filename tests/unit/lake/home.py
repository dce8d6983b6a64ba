"""A lake in a folder: real files, a real metastore, a real history, and two doors to them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import orc
from typer.testing import CliRunner, Result

from lakeq.cli import app
from lakeq.errors import LakeqError
from lakeq.lake import Lake, QueryResult
from lakeq.model.query import HistoryEntry
from lakeq.settings import Settings


class Home:
    """A lake below a folder, with a database ``d``; tables lie in folders of their own names."""

    def __init__(self, folder: Path, settings: Mapping[str, Any]) -> None:
        self.folder = folder
        own: dict[str, Any] = {
            "catalog": str(folder / "lake.sqlite"),
            "cache_dir": "none",
            "history": str(folder / "history.sqlite"),
            "database": "d",
        }
        self.settings = Settings.load({"HOME": str(folder)}, folder, **{**own, **settings})
        self.lake = Lake.open(self.settings)

    def table(
        self,
        name: str,
        columns: str,
        *,
        keys: str = "",
        stored: str = "PARQUET",
        properties: str = "",
    ) -> None:
        """Declare a table over the folder of its name."""
        partitioned = f" PARTITIONED BY ({keys})" if keys else ""
        suffix = f" TBLPROPERTIES ({properties})" if properties else ""
        self.run(
            f"CREATE EXTERNAL TABLE {name} ({columns}){partitioned} STORED AS {stored}"
            f" LOCATION '{self.folder}/{name}/'{suffix}"
        )

    def write(self, path: str, columns: Mapping[str, Any] | pa.Table, **options: Any) -> Path:
        """Write one file below the folder, in the format that its suffix names."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        table = columns if isinstance(columns, pa.Table) else pa.table(dict(columns))
        if path.endswith(".orc"):
            orc.write_table(table, str(target), **options)
        else:
            pq.write_table(table, target, **options)
        return target

    def run(self, sql: str, **context: Any) -> QueryResult:
        """Run a statement to its end."""
        result = self.lake.execute(sql, self.lake.context(**context))
        for _ in result.batches():
            pass
        return result

    def rows(self, sql: str, **context: Any) -> list[tuple[Any, ...]]:
        """Give a query's rows."""
        return list(self.lake.execute(sql, self.lake.context(**context)).rows())

    def value(self, sql: str, **context: Any) -> Any:
        """Give the one value that a query answers."""
        ((value,),) = self.rows(sql, **context)
        return value

    def column(self, sql: str, **context: Any) -> list[Any]:
        """Give the values of the one column that a query answers."""
        return [value for (value,) in self.rows(sql, **context)]

    def failure(self, sql: str, **context: Any) -> LakeqError:
        """Give the error that a statement ends with, before it gives a single row."""
        try:
            rows = self.lake.execute(sql, self.lake.context(**context)).rows()
            first = next(rows, None)
        except LakeqError as error:
            return error
        raise AssertionError(f"{sql} answered {first} and {len(list(rows))} more rows")

    def scanned(self, sql: str, **context: Any) -> int:
        """Give the bytes that a query is billed for, told beforehand and afterwards."""
        estimate = self.lake.estimate(sql, self.lake.context(**context))
        statistics = self.run(sql, **context).statistics
        assert estimate.scanned_bytes == statistics.scanned_bytes
        assert estimate.billed_bytes == statistics.billed_bytes
        assert statistics.read_bytes is not None
        return estimate.scanned_bytes

    def history(self) -> list[HistoryEntry]:
        """Give the statements recorded, the latest first."""
        return self.lake.ledger.entries()

    def cli(self, *arguments: str, **environment: str) -> Result:
        """Run a command of the command line on the same lake."""
        return CliRunner().invoke(app, arguments, env={**self.environment(), **environment})

    def environment(self) -> dict[str, str]:
        """Give the variables that lead a process to this lake."""
        return {
            "HOME": str(self.folder),
            "LAKEQ_CATALOG": str(self.folder / "lake.sqlite"),
            "LAKEQ_CACHE_DIR": str(self.folder / "cache"),
            "LAKEQ_HISTORY": str(self.folder / "history.sqlite"),
            "LAKEQ_DATABASE": "d",
        }


@contextmanager
def opened(folder: Path, **settings: Any) -> Iterator[Home]:
    """Open a lake below a folder, with an empty database ``d`` if there was none."""
    home = Home(folder, settings)
    try:
        if not any(database.name == "d" for database in home.lake.catalog.databases()):
            home.run("CREATE DATABASE d")
        yield home
    finally:
        home.lake.close()


def column_bytes(path: Path, names: Sequence[str]) -> int:
    """Add up the chunks of a Parquet file's columns, as pyarrow's metadata gives them."""
    metadata = pq.read_metadata(path)
    groups = (metadata.row_group(index) for index in range(metadata.num_row_groups))
    chunks = (group.column(index) for group in groups for index in range(group.num_columns))
    return sum(
        chunk.total_compressed_size
        for chunk in chunks
        if chunk.path_in_schema.split(".")[0] in names
    )
