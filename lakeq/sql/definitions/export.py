"""Writing a catalog as a folder of definitions."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from lakeq.catalog.base import Catalog
from lakeq.catalog.describe import create_table_lines
from lakeq.catalog.partition_keys import parse_value, value_text
from lakeq.catalog.partition_names import parse_partition_name, partition_name
from lakeq.errors import InvalidCast, StorageError
from lakeq.model.domains import TupleDomain
from lakeq.model.names import DEFAULT_DATABASE, quote_hive, quote_trino
from lakeq.model.table import Database, Partition, Table, View
from lakeq.sql.definitions.files import (
    DATABASE_FILE,
    SUFFIX,
    file_name,
    folder_name,
    hide_variables,
)
from lakeq.sql.quoting import quote_hive_text, quote_trino_text
from lakeq.sql.views import renamed_columns


def export(catalog: Catalog, folder: Path) -> tuple[Path, ...]:
    """Write every database, table and view of a catalog, and answer the files in order.

    A file is replaced whole or not at all; files of other names stay as they are. Raises
    StorageError when a file cannot be written.
    """
    written = []
    for database in catalog.databases():
        entries = catalog.tables(database.name)
        if database == Database(DEFAULT_DATABASE) and not entries:
            continue
        home = folder / folder_name(database.name)
        written.append(_write(home / (DATABASE_FILE + SUFFIX), _database_text(database)))
        for entry in entries:
            if isinstance(entry, View):
                text = _view_text(entry)
            else:
                text = _table_text(entry, catalog.partitions(entry, TupleDomain()))
            written.append(_write(home / file_name(entry.name.name), text))
    return tuple(written)


def _database_text(database: Database) -> str:
    lines = [f"CREATE DATABASE IF NOT EXISTS {quote_hive(database.name)}"]
    if database.comment is not None:
        lines.append(f"COMMENT {quote_hive_text(database.comment)}")
    if database.location is not None:
        lines.append(f"LOCATION {quote_hive_text(database.location)}")
    if database.properties:
        properties = ",\n".join(
            f"  {quote_hive_text(name)} = {quote_hive_text(value)}"
            for name, value in sorted(database.properties.items())
        )
        lines.append(f"WITH DBPROPERTIES (\n{properties}\n)")
    return "\n".join(lines) + ";\n"


def _view_text(view: View) -> str:
    lines = []
    if view.database != view.name.database:
        lines.append(f"USE {quote_hive(view.database)};\n")
    heading = f"CREATE VIEW {quote_trino(view.name.database)}.{quote_trino(view.name.name)}"
    names = renamed_columns(view)
    if names:
        heading += f" ({', '.join(quote_trino(name) for name in names)})"
    if view.comment is not None:
        heading += f" COMMENT {quote_trino_text(view.comment)}"
    # A semicolon behind a comment would be part of it.
    end = "\n;" if "--" in view.text.rsplit("\n", 1)[-1] else ";"
    lines.append(f"{heading} AS\n{view.text}{end}\n")
    return "\n".join(lines)


def _table_text(table: Table, partitions: Sequence[Partition]) -> str:
    text = "\n".join(line.rstrip() for line in create_table_lines(table)) + ";\n"
    if not partitions:
        return text
    if all(_lies_in_place(table, partition) for partition in partitions):
        name = f"{quote_hive(table.name.database)}.{quote_hive(table.name.name)}"
        return f"{text}\nMSCK REPAIR TABLE {name};\n"
    # A partition that lies elsewhere shows that they were chosen by hand, so that a repair, which
    # takes whatever folder it finds, would say something else.
    return "\n".join([text, *_partition_lines(table, partitions)]) + ";\n"


def _lies_in_place(table: Table, partition: Partition) -> bool:
    """Tell whether a repair would find the partition where it lies."""
    root, location = table.storage.location, partition.storage.location
    if not location.startswith(root):
        return False
    named = parse_partition_name(location.removeprefix(root))
    if named is None or [key for key, _ in named] != [key.name for key in table.partition_keys]:
        return False
    try:
        found = tuple(
            parse_value(text, key)
            for (_, text), key in zip(named, table.partition_keys, strict=True)
        )
    except InvalidCast:
        return False
    return found == partition.values


def _partition_lines(table: Table, partitions: Sequence[Partition]) -> Iterator[str]:
    name = f"{quote_hive(table.name.database)}.{quote_hive(table.name.name)}"
    yield f"ALTER TABLE {name} ADD IF NOT EXISTS"
    for partition in partitions:
        texts = [
            (key.name, value_text(value, key.type))
            for key, value in zip(table.partition_keys, partition.values, strict=True)
        ]
        values = ", ".join(f"{quote_hive(key)} = {_constant(text)}" for key, text in texts)
        location = partition.storage.location
        is_default = location == f"{table.storage.location}{partition_name(texts)}/"
        elsewhere = "" if is_default else f" LOCATION {quote_hive_text(location)}"
        yield f"  PARTITION ({values}){elsewhere}"


def _constant(text: str | None) -> str:
    return "NULL" if text is None else quote_hive_text(text)


def _write(path: Path, text: str) -> Path:
    content = hide_variables(text).encode("utf-8")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)
    except OSError as exc:
        raise StorageError(f"{path} cannot be written: {exc.strerror}") from exc
    return path


def _replace(path: Path, content: bytes) -> None:
    if path.is_file() and path.read_bytes() == content:
        return
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".lakeq-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
