"""Floats of ORC files, which are filtered by DuckDB and not by Arrow."""

import math
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import orc

from lakeq.lake import Lake
from lakeq.settings import Settings

VALUES = [-0.0, 0.0, math.nan, 5.0, None]


@pytest.mark.parametrize("column", ["f", "d", "r.d"])
def test_nan_and_negative_zero_are_found(tmp_path: Path, column: str) -> None:
    rows = {
        "i": range(len(VALUES)),
        "f": pa.array(VALUES, pa.float32()),
        "d": pa.array(VALUES, pa.float64()),
        "r": pa.array([{"d": value} for value in VALUES], pa.struct([("d", pa.float64())])),
    }
    (tmp_path / "t").mkdir()
    orc.write_table(pa.table(rows), tmp_path / "t" / "f.orc")
    with Lake.open(Settings(catalog=tmp_path / "metastore.sqlite")) as lake:
        lake.execute("CREATE DATABASE g").close()
        lake.execute(
            "CREATE EXTERNAL TABLE g.t (i bigint, f float, d double, r struct<d:double>)"
            f" STORED AS ORC LOCATION '{tmp_path}/t/'"
        ).close()

        def found(predicate: str) -> list[int]:
            return [i for (i,) in lake.execute(f"SELECT i FROM g.t WHERE {predicate}").rows()]

        assert found(f"{column} IN (0, 7)") == [0, 1]
        assert found(f"NOT {column} <= 7") == [2]
        assert found(f"{column} > 7") == []
        assert found(f"is_nan({column})") == [2]
