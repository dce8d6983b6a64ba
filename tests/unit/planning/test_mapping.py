"""Where a table's columns are in a file, and what its type must be."""

import pytest

from lakeq.errors import BadDataFile, SchemaMismatch
from lakeq.model.files import DataFile, FileColumn, FileLayout, Leaf
from lakeq.model.names import TableName
from lakeq.model.plan import ScanColumn
from lakeq.model.table import Column, Partition, Storage, Table
from lakeq.model.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INTEGER,
    REAL,
    SMALLINT,
    TIMESTAMP,
    UNKNOWN,
    VARBINARY,
    VARCHAR,
    DataType,
    Field,
    array_of,
    char,
    decimal,
    map_of,
    row_of,
    timestamp,
)
from lakeq.planning.compatibility import is_readable
from lakeq.planning.mapping import FileMapping, check_partition, map_file

PARQUET = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
ORC = "org.apache.hadoop.hive.ql.io.orc.OrcSerde"
FILE = DataFile("/t/f", 1000, "1")
A, B = Column("a", BIGINT), Column("b", VARCHAR)
POINT = row_of(Field("X", DOUBLE), Field("y", row_of(Field("z", DOUBLE), Field("w", BIGINT))))


def table(*columns: Column, serde: str = PARQUET, **parameters: str) -> Table:
    return Table(TableName("d", "t"), Storage(columns, "/t/", serde, serde_parameters=parameters))


def flat(*columns: tuple[str, DataType]) -> FileLayout:
    return FileLayout(
        1,
        tuple(FileColumn(name, data_type) for name, data_type in columns),
        tuple(Leaf(i, (name,), data_type) for i, (name, data_type) in enumerate(columns)),
        (),
        100,
    )


def mapped(of: Table, layout: FileLayout) -> FileMapping:
    columns = [ScanColumn(i, column.name) for i, column in enumerate(of.storage.columns)]
    return map_file(of, columns, FILE, layout)


def test_parquet_columns_are_found_by_name_whatever_their_case_and_order() -> None:
    found = mapped(table(A, B), flat(("B", VARCHAR), ("c", BIGINT), ("A", BIGINT)))
    assert found.columns == (2, 0)


def test_orc_columns_are_found_by_position() -> None:
    found = mapped(table(A, B, serde=ORC), flat(("_col0", BIGINT), ("_col1", VARCHAR)))
    assert found.columns == (0, 1)


def test_orc_columns_are_found_by_name_when_asked_for() -> None:
    by_name = table(A, B, serde=ORC, **{"orc.column.index.access": "false"})
    assert mapped(by_name, flat(("b", VARCHAR), ("a", BIGINT))).columns == (1, 0)


def test_parquet_columns_are_found_by_position_when_asked_for() -> None:
    by_position = table(A, B, **{"parquet.column.index.access": "true"})
    assert mapped(by_position, flat(("x", BIGINT), ("y", VARCHAR))).columns == (0, 1)


def test_a_table_property_says_how_columns_are_found() -> None:
    plain = table(A, B, serde=ORC)
    by_name = Table(plain.name, plain.storage, properties={"orc.column.index.access": "false"})
    assert mapped(by_name, flat(("b", VARCHAR), ("a", BIGINT))).columns == (1, 0)


def test_a_column_that_the_file_lacks_charges_nothing() -> None:
    found = mapped(table(A, B), flat(("a", BIGINT)))
    assert found.columns == (0, None)
    assert found.charged == (0,)


ROWS = FileLayout(
    1,
    (FileColumn("p", POINT),),
    tuple(Leaf(0, ("p", *path), DOUBLE) for path in [("x",), ("Y", "z"), ("Y", "W")]),
    (),
    100,
)
ORC_ROWS = FileLayout(
    1,
    (FileColumn("p", POINT),),
    tuple(Leaf(0, ("p", *path), DOUBLE) for path in [(), ("x",), ("y",), ("y", "z"), ("y", "w")]),
    (),
    100,
)


@pytest.mark.parametrize(
    ("layout", "paths", "charged"),
    [
        (ROWS, ((),), (0, 1, 2)),
        (ROWS, (("X",),), (0,)),
        (ROWS, (("y", "w"),), (2,)),
        (ROWS, (("y",),), (1, 2)),
        (ROWS, (("X",), ("y", "z")), (0, 1)),
        # The streams that say which rows are NULL lie on the way.
        (ORC_ROWS, (("X",),), (0, 1)),
        (ORC_ROWS, (("y", "w"),), (0, 2, 4)),
        (ORC_ROWS, (("X",), ("y", "w")), (0, 1, 2, 4)),
    ],
)
def test_a_row_charges_the_leaves_on_the_paths_used(
    layout: FileLayout, paths: tuple[tuple[str, ...], ...], charged: tuple[int, ...]
) -> None:
    points = table(Column("p", POINT))
    assert map_file(points, [ScanColumn(0, "p", paths)], FILE, layout).charged == charged


def test_a_type_that_cannot_be_read_names_file_column_and_types() -> None:
    with pytest.raises(BadDataFile) as raised:
        mapped(table(A, B), flat(("a", VARCHAR), ("b", VARCHAR)))
    for part in ("'a'", "'/t/f'", "varchar", "bigint", "'d.t'"):
        assert part in raised.value.message


@pytest.mark.parametrize(
    ("held", "declared", "readable"),
    [
        (INTEGER, BIGINT, True),
        (BIGINT, INTEGER, False),
        (SMALLINT, INTEGER, True),
        (REAL, DOUBLE, True),
        (DOUBLE, REAL, False),
        (INTEGER, DOUBLE, False),
        (BIGINT, VARCHAR, False),
        (VARCHAR, char(5), True),
        (VARBINARY, VARCHAR, False),
        (decimal(10, 2), decimal(12, 2), True),
        (decimal(10, 2), decimal(10, 3), False),
        (decimal(12, 2), decimal(10, 2), False),
        (timestamp(9), TIMESTAMP, True),
        (DATE, TIMESTAMP, False),
        (BOOLEAN, BOOLEAN, True),
        (UNKNOWN, DATE, True),
        (array_of(INTEGER), array_of(BIGINT), True),
        (array_of(VARCHAR), array_of(BIGINT), False),
        (map_of(VARCHAR, INTEGER), map_of(VARCHAR, BIGINT), True),
        (map_of(VARCHAR, INTEGER), array_of(BIGINT), False),
        (row_of(Field("B", INTEGER)), row_of(Field("a", DATE), Field("b", BIGINT)), True),
        (row_of(Field("a", VARCHAR)), row_of(Field("a", DATE)), False),
        (VARCHAR, row_of(Field("a", DATE)), False),
    ],
)
def test_types_are_read_as_they_are_or_widened(
    held: DataType, declared: DataType, readable: bool
) -> None:
    assert is_readable(held, declared) is readable


def test_only_the_members_used_have_to_be_readable() -> None:
    held = row_of(Field("a", VARCHAR), Field("b", BIGINT))
    declared = row_of(Field("a", DATE), Field("b", BIGINT))
    assert is_readable(held, declared, ("b",))


def partitioned(serde: str, *columns: Column) -> tuple[Table, Partition]:
    plain = table(A, B, serde=serde)
    of = Table(plain.name, plain.storage, (Column("day", VARCHAR),))
    return of, Partition(("x",), Storage(columns, "/t/day=x/", serde))


def test_a_partition_whose_column_contradicts_the_tables_is_refused() -> None:
    of, partition = partitioned(PARQUET, Column("b", DOUBLE), Column("a", BIGINT))
    with pytest.raises(SchemaMismatch) as raised:
        check_partition(of, [ScanColumn(1, "b")], partition)
    assert "'b' in table 'd.t' is declared as type 'string'" in raised.value.message
    assert "partition 'day=x' declared column 'b' as type 'double'" in raised.value.message


def test_partitions_columns_are_compared_as_files_columns_are_found() -> None:
    of, partition = partitioned(PARQUET, Column("b", VARCHAR), Column("a", INTEGER))
    check_partition(of, [ScanColumn(0, "a"), ScanColumn(1, "b")], partition)
    of, partition = partitioned(ORC, Column("b", VARCHAR), Column("a", INTEGER))
    with pytest.raises(SchemaMismatch):
        check_partition(of, [ScanColumn(0, "a")], partition)


def test_a_contradiction_in_a_column_nobody_reads_is_let_be() -> None:
    of, partition = partitioned(PARQUET, Column("a", BIGINT), Column("b", DOUBLE))
    check_partition(of, [ScanColumn(0, "a")], partition)
