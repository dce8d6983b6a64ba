"""Real processes, killed at any moment while they change the metastore."""

import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import IO

import pytest

from lakeq.catalog.sqlite import SQLiteCatalog
from lakeq.model.changes import CreateTable
from lakeq.model.domains import TupleDomain
from lakeq.model.names import TableName
from lakeq.model.table import Column, Storage, Table
from lakeq.model.types import INTEGER

LOGS = TableName("default", "logs")
SERDE = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
BATCH = 50
KILLS = 12

# Each batch is acknowledged by a line when its statement has returned.
ADD_BATCHES = """
import sys
from pathlib import Path
from lakeq.catalog.sqlite import SQLiteCatalog
from lakeq.model.changes import AddPartitions, PartitionSpec
from lakeq.model.names import TableName

catalog = SQLiteCatalog(Path(sys.argv[1]))
number = 0
print("ready", flush=True)
while True:
    specs = tuple(
        PartitionSpec((("run", sys.argv[2]), ("batch", str(number)), ("part", str(part))))
        for part in range(int(sys.argv[3]))
    )
    catalog.apply(AddPartitions(TableName("default", "logs"), specs))
    print(number, flush=True)
    number += 1
"""

REPAIR_AGAIN_AND_AGAIN = """
import sys
from pathlib import Path
from lakeq.catalog.discovery import plan_repair
from lakeq.catalog.sqlite import SQLiteCatalog
from lakeq.model.names import TableName
from lakeq.storage.local import LocalFileSystem

catalog = SQLiteCatalog(Path(sys.argv[1]))
table = catalog.table(TableName("default", "logs"))
location = Path(table.storage.location)
number = 0
print("ready", flush=True)
while True:
    hidden = location / f"_new/{sys.argv[2]}-{number}"
    for part in range(int(sys.argv[3])):
        (hidden / f"part={part}").mkdir(parents=True)
    (location / f"run={sys.argv[2]}").mkdir(exist_ok=True)
    hidden.rename(location / f"run={sys.argv[2]}/batch={number}")
    catalog.apply(plan_repair(table, catalog, LocalFileSystem()).change)
    print(number, flush=True)
    number += 1
"""


def acknowledged(output: IO[str]) -> set[int]:
    """Read the whole lines a killed process left behind."""
    return {int(line) for line in output.read().splitlines(keepends=True) if line.endswith("\n")}


@pytest.mark.slow
@pytest.mark.parametrize("script", [ADD_BATCHES, REPAIR_AGAIN_AND_AGAIN], ids=["add", "repair"])
def test_a_kill_loses_nothing_acknowledged_and_tears_no_statement(
    tmp_path: Path, script: str
) -> None:
    metastore = tmp_path / "lake.sqlite"
    catalog = SQLiteCatalog(metastore)
    keys = tuple(Column(name, INTEGER) for name in ("run", "batch", "part"))
    table = Table(LOGS, Storage((Column("a", INTEGER),), f"{tmp_path}/logs/", SERDE), keys)
    catalog.apply(CreateTable(table))
    moments = random.Random(7)
    kept: set[tuple[int, int]] = set()
    for run in range(KILLS):
        arguments = [sys.executable, "-c", script, str(metastore), str(run), str(BATCH)]
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(moments.uniform(0.001, 0.12))  # The kill must not wait for a safe moment.
        process.kill()
        assert process.wait() == -9
        kept |= {(run, batch) for batch in acknowledged(process.stdout)}
        process.stdout.close()
    found = Counter(partition.values[:2] for partition in catalog.partitions(table, TupleDomain()))
    assert kept <= set(found)
    assert kept
    # Folders appear a whole batch at a time, so a repair too must never add half of one.
    assert set(found.values()) == {BATCH}
    assert catalog.partition_count(table) == sum(found.values())
    catalog.close()
    with sqlite3.connect(metastore) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


@pytest.mark.slow
def test_a_kill_while_the_metastore_is_created_leaves_it_usable(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from lakeq.catalog.sqlite import SQLiteCatalog;"
        "from lakeq.model.changes import CreateDatabase; from lakeq.model.table import Database;"
        "catalog = SQLiteCatalog(Path(sys.argv[1])); print('ready', flush=True);"
        "catalog.apply(CreateDatabase(Database('sales')))"
    )
    moments = random.Random(11)
    for run in range(8):
        metastore = tmp_path / f"lake-{run}.sqlite"
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(metastore)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(moments.uniform(0, 0.01))
        process.kill()
        process.wait()
        process.stdout.close()
        catalog = SQLiteCatalog(metastore)
        assert catalog.databases()[0].name == "default"
        catalog.apply(CreateTable(Table(LOGS, Storage((), "/x/", SERDE))))
        assert [view.name for view in catalog.tables("default")] == [LOGS]
        catalog.close()
