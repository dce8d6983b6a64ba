"""The metastore under many threads and processes."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lakeq.catalog.sqlite import SQLiteCatalog
from lakeq.model.changes import (
    AddPartitions,
    CreateTable,
    DropPartitions,
    PartitionSpec,
)
from lakeq.model.domains import Domain, TupleDomain
from tests.unit.catalog.logs import EVERYTHING, LOGS, TABLE, spec

ADD_MANY = """
import sys
from pathlib import Path
from lakeq.catalog.sqlite import SQLiteCatalog
from lakeq.model.changes import AddPartitions, PartitionSpec
from lakeq.model.names import TableName

catalog = SQLiteCatalog(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    spec = PartitionSpec((("writer", sys.argv[2]), ("number", str(number))))
    catalog.apply(AddPartitions(TableName("default", "logs"), (spec,)))
"""

CREATE_FIRST = """
import sys
from pathlib import Path
from lakeq.catalog.sqlite import SQLiteCatalog
from lakeq.model.changes import CreateDatabase
from lakeq.model.table import Database

SQLiteCatalog(Path(sys.argv[1])).apply(CreateDatabase(Database("d" + sys.argv[2])))
"""


def test_threads_share_one_catalog(catalog: SQLiteCatalog) -> None:
    catalog.apply(CreateTable(TABLE))
    start = threading.Barrier(8)

    def work(writer: int) -> int:
        start.wait()
        for number in range(10):
            catalog.apply(AddPartitions(LOGS, (spec(writer, number),)))
            catalog.partitions(TABLE, EVERYTHING)
        mine = TupleDomain({"writer": Domain.of_values([writer])})
        return len(catalog.partitions(TABLE, mine))

    with ThreadPoolExecutor(8) as executor:
        assert list(executor.map(work, range(8))) == [10] * 8
    assert catalog.partition_count(TABLE) == 80


def test_processes_add_partitions_at_the_same_time_and_lose_none(
    metastore: Path, catalog: SQLiteCatalog
) -> None:
    catalog.apply(CreateTable(TABLE))
    processes = [
        subprocess.Popen([sys.executable, "-c", ADD_MANY, str(metastore), str(writer), "40"])
        for writer in range(4)
    ]
    assert [process.wait() for process in processes] == [0] * 4
    assert catalog.partition_count(TABLE) == 160
    found = {partition.values for partition in catalog.partitions(TABLE, EVERYTHING)}
    assert found == {(writer, number) for writer in range(4) for number in range(40)}


def test_processes_may_all_be_the_first_to_change_a_metastore(
    metastore: Path, catalog: SQLiteCatalog
) -> None:
    processes = [
        subprocess.Popen([sys.executable, "-c", CREATE_FIRST, str(metastore), str(number)])
        for number in range(6)
    ]
    assert [process.wait() for process in processes] == [0] * 6
    names = {database.name for database in catalog.databases()}
    assert names == {"default", *(f"d{number}" for number in range(6))}


def test_a_reader_sees_a_statement_wholly_or_not_at_all(catalog: SQLiteCatalog) -> None:
    catalog.apply(CreateTable(TABLE))
    specs = tuple(spec(1, number) for number in range(50))
    seen: set[int] = set()
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            seen.add(len(catalog.partitions(TABLE, EVERYTHING)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    for _ in range(20):
        catalog.apply(AddPartitions(LOGS, specs))
        catalog.apply(DropPartitions(LOGS, (PartitionSpec((("writer", "1"),)),)))
    done.set()
    watcher.join()
    assert seen <= {0, 50}
