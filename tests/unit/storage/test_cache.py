import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from lakeq.model.files import DataFile
from lakeq.storage.cache import FooterCache

FILES = [DataFile(f"/lake/{index}.parquet", index, f"v{index}") for index in range(100)]


def blob(file: DataFile) -> bytes:
    return file.path.encode() * 20


def filled(path: Path | None) -> FooterCache:
    cache = FooterCache(path)
    cache.put_many({file: blob(file) for file in FILES})
    return cache


@pytest.mark.parametrize("name", [None, "cache.sqlite"])
def test_what_was_put_is_got_and_the_rest_is_not(name: str | None, tmp_path: Path) -> None:
    cache = filled(tmp_path / name if name else None)

    found = cache.get_many([FILES[7], DataFile("/lake/none", 1, "1"), FILES[3]])

    assert found == [blob(FILES[7]), None, blob(FILES[3])]


def test_footers_outlive_the_process(tmp_path: Path) -> None:
    filled(tmp_path / "cache.sqlite").close()

    assert FooterCache(tmp_path / "cache.sqlite").get_many(FILES) == [blob(file) for file in FILES]


@pytest.mark.parametrize(("size", "version"), [(3, "v4"), (4, "v3")])
def test_another_version_of_a_file_is_not_known(size: int, version: str, tmp_path: Path) -> None:
    filled(tmp_path / "cache.sqlite").close()
    cache = FooterCache(tmp_path / "cache.sqlite")

    assert cache.get_many([DataFile(FILES[3].path, size, version)]) == [None]


def test_a_new_version_of_a_file_takes_the_old_ones_place(tmp_path: Path) -> None:
    cache = filled(tmp_path / "cache.sqlite")
    changed = DataFile(FILES[3].path, 99, "new")
    cache.put_many({changed: b"new"})
    cache.close()

    assert FooterCache(tmp_path / "cache.sqlite").get_many([FILES[3], changed]) == [None, b"new"]


@pytest.mark.parametrize("name", [None, "cache.sqlite"])
def test_facts_are_remembered_until_they_change(name: str | None, tmp_path: Path) -> None:
    cache = FooterCache(tmp_path / name if name else None)
    assert cache.fact("total") is None

    cache.remember("total", b"1")
    cache.remember("total", b"2")

    assert cache.fact("total") == b"2"
    assert cache.get_many([DataFile("total", 0, "")]) == [None]


@pytest.mark.parametrize("damage", [b"", b"not a database, but long enough to be one" * 99])
def test_a_damaged_cache_begins_anew(damage: bytes, tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    path.write_bytes(damage)

    filled(path).close()

    assert FooterCache(path).get_many(FILES) == [blob(file) for file in FILES]


def test_a_cache_damaged_anywhere_never_gives_a_wrong_footer(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    filled(path).close()
    whole = path.read_bytes()

    for position in range(0, len(whole), 997):
        damaged = bytearray(whole)
        damaged[position : position + 16] = b"\xa5" * 16
        path.write_bytes(damaged)
        cache = FooterCache(path)
        found = cache.get_many(FILES)
        assert all(value in (None, blob(file)) for file, value in zip(FILES, found, strict=True)), (
            position
        )
        cache.put_many({FILES[0]: b"again"})
        assert cache.get_many([FILES[0]]) == [b"again"]
        cache.close()


def test_a_value_that_was_altered_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    cache = filled(path)
    cache.remember("total", b"1")
    cache.close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE footers_1 SET value = x'00'")
        connection.execute("UPDATE facts_1 SET value = x'00'")
    connection.close()
    cache = FooterCache(path)

    assert cache.get_many(FILES) == [None] * len(FILES)
    assert cache.fact("total") is None


def test_where_the_disk_cannot_be_used_memory_does(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    cache = filled(tmp_path / "file" / "cache.sqlite")

    assert cache.get_many(FILES) == [blob(file) for file in FILES]


def test_a_cache_locked_by_another_still_answers_from_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lakeq.storage.cache._LOCK_SECONDS", 0.05)
    path = tmp_path / "cache.sqlite"
    cache = filled(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    changed = DataFile("/lake/new", 1, "1")

    cache.put_many({changed: b"new"})

    assert cache.get_many([changed, FILES[0]]) == [b"new", blob(FILES[0])]
    other.close()


def test_a_cache_that_grew_too_large_forgets_what_is_oldest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lakeq.storage.cache._DISK_BYTES", 100_000)
    path = tmp_path / "cache.sqlite"
    cache = FooterCache(path)
    for file in FILES:
        cache.put_many({file: b"x" * 4000})
    cache.close()

    found = FooterCache(path).get_many(FILES)

    assert found[0] is None
    assert found[-1] is not None
    assert path.stat().st_size < 400_000


def test_memory_keeps_what_was_used_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lakeq.storage.cache._MEMORY_BYTES", 10)
    cache = FooterCache(None)
    for file in FILES[:3]:
        cache.put_many({file: b"12345"})
        cache.get_many([FILES[0]])

    assert cache.get_many(FILES[:3]) == [b"12345", None, b"12345"]


def test_processes_and_threads_share_one_file(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from lakeq.model.files import DataFile\n"
        "from lakeq.storage.cache import FooterCache\n"
        "cache = FooterCache(Path(sys.argv[1]))\n"
        "for i in range(100):\n"
        "    cache.put_many({DataFile(f'{sys.argv[2]}/{i}', i, ''): bytes([i])})\n"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", script, str(path), name]) for name in "abc"
    ]
    cache = FooterCache(path)
    threads = [
        threading.Thread(target=lambda: cache.put_many({file: blob(file) for file in FILES}))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [process.wait(60) for process in processes] == [0, 0, 0]

    cache.close()
    files = [DataFile(f"{name}/{i}", i, "") for name in "abc" for i in range(100)]
    cache = FooterCache(path)
    assert cache.get_many(files) == [bytes([i]) for _ in "abc" for i in range(100)]
    assert cache.get_many(FILES) == [blob(file) for file in FILES]
