"""A process that has asked a lake something ends, whatever it left unread."""

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
from pyarrow import orc

SCRIPT = """
import sys, lakeq
with lakeq.connect(sys.argv[1], cache_dir="none", history="none") as connection:
    assert len(connection.execute("SELECT number, text FROM stripes LIMIT 2").fetchall()) == 2
"""


def test_a_process_ends_although_stripes_are_left_unread(tmp_path: Path) -> None:
    # DuckDB's threads decode stripes ahead; one still at it would keep the interpreter from ending.
    import lakeq

    (tmp_path / "stripes").mkdir()
    table = pa.table({"number": range(300_000), "text": [f"row {n}" for n in range(300_000)]})
    orc.write_table(table, tmp_path / "stripes" / "0.orc", stripe_size=1 << 16, compression="zstd")
    with lakeq.connect(tmp_path / "lake.sqlite", cache_dir="none", history="none") as connection:
        connection.execute(
            "CREATE EXTERNAL TABLE stripes (number bigint, text string) "
            f"STORED AS ORC LOCATION '{tmp_path}/stripes/'"
        )
    command = [sys.executable, "-c", SCRIPT, str(tmp_path / "lake.sqlite")]
    for _ in range(4):
        subprocess.run(command, check=True, timeout=30)
