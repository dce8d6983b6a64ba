"""The catalog in words: SHOW CREATE, DESCRIBE and their kin, as Athena lays them out.

Every function is pure and gives lines, or rows of text; none of them ends in a line break.
"""

from collections.abc import Iterable, Mapping, Sequence

from lakeq.catalog.partition_keys import value_text
from lakeq.catalog.partition_names import partition_name
from lakeq.errors import InvalidDefinition
from lakeq.model.names import quote_hive, quote_trino
from lakeq.model.table import Column, Partition, Table, View
from lakeq.model.types import DataType, Kind

_WIDTH = 20


def create_table_lines(table: Table) -> list[str]:
    """Write the statement that creates a table, as SHOW CREATE TABLE prints it.

    Trailing spaces are Athena's. Running the statement gives an equal table.
    """
    storage = table.storage
    lines = [f"CREATE EXTERNAL TABLE {quote_hive(str(table.name))}("]
    lines.extend(_listed(_column(column) for column in storage.columns))
    if table.comment is not None:
        lines.append(f"COMMENT {_quoted(table.comment)}")
    if table.partition_keys:
        lines.append("PARTITIONED BY ( ")
        lines.extend(_listed(_column(key) for key in table.partition_keys))
    if storage.bucket_columns:
        lines.append("CLUSTERED BY ( ")
        lines.extend(_listed(quote_hive(name) for name in storage.bucket_columns))
        lines.append(f"INTO {storage.bucket_count} BUCKETS")
    lines.extend(["ROW FORMAT SERDE ", f"  {_quoted(storage.serde)} "])
    if storage.serde_parameters:
        lines.append("WITH SERDEPROPERTIES ( ")
        lines.extend(_properties(storage.serde_parameters))
    if storage.input_format and storage.output_format:
        lines.extend(["STORED AS INPUTFORMAT ", f"  {_quoted(storage.input_format)} "])
        lines.extend(["OUTPUTFORMAT ", f"  {_quoted(storage.output_format)}"])
    lines.extend(["LOCATION", f"  {_quoted(storage.location)}"])
    if table.properties:
        lines.append("TBLPROPERTIES (")
        lines.extend(_properties(table.properties))
    return lines


def create_view_lines(view: View, column_names: Sequence[str] = ()) -> list[str]:
    """Write the statement that creates a view, as SHOW CREATE VIEW prints it.

    ``column_names`` are listed, which is needed where the view's query does not say them.
    """
    heading = f"CREATE VIEW {quote_trino(view.name.database)}.{quote_trino(view.name.name)}"
    if column_names:
        heading += f" ({', '.join(quote_trino(name) for name in column_names)})"
    return [f"{heading} AS", *view.text.strip().splitlines()]


def describe_column(table: Table | View, path: str) -> tuple[str, str, str] | None:
    """Name, type and comment of a column, or of what a path leads to below it; ``None`` if nothing.

    The steps of a path are Hive's: a row's members by name, ``$elem$``, ``$key$``, ``$value$``.
    """
    first, *steps = path.lower().split(".")
    column = next((column for column in table.columns if column.name.lower() == first), None)
    found = None if column is None else column.type
    for step in steps:
        found = None if found is None else _steps_below(found).get(step)
    if column is None or found is None:
        return None
    comment = "from deserializer" if steps else column.comment or ""
    return (*steps[-1:], column.name)[0], found.hive, comment


def describe_rows(table: Table | View) -> list[tuple[str, str, str]]:
    """Name, type and comment of each column, partition keys last, as DESCRIBE begins."""
    return [_described(column) for column in table.columns]


def describe_lines(table: Table | View) -> list[str]:
    """Write DESCRIBE's lines: columns in padded fields, then the partition keys once more."""
    lines = [_padded(row) for row in describe_rows(table)]
    keys = table.partition_keys if isinstance(table, Table) else ()
    if keys:
        lines.extend(["\t \t ", "# Partition Information\t \t "])
        lines.append(_padded(("# col_name", "data_type", "comment")))
        lines.append("\t \t ")
        lines.extend(_padded(_described(key)) for key in keys)
    return lines


def describe_formatted_lines(table: Table) -> list[str]:
    """Write DESCRIBE FORMATTED's lines: DESCRIBE's, then the table and its storage in detail."""
    storage = table.storage
    created = "UNKNOWN"
    if table.created_at is not None:
        created = table.created_at.strftime("%a %b %d %H:%M:%S UTC %Y")
    details = [
        ("# Detailed Table Information", ""),
        ("Database:", table.name.database),
        ("CreateTime:", created),
        ("Location:", storage.location),
        ("Table Type:", "EXTERNAL_TABLE"),
        ("Table Parameters:", ""),
        *((f"\t{name}", value) for name, value in property_rows(table)),
        ("", ""),
        ("# Storage Information", ""),
        ("SerDe Library:", storage.serde),
        ("InputFormat:", storage.input_format),
        ("OutputFormat:", storage.output_format),
        ("Num Buckets:", str(storage.bucket_count)),
        ("Bucket Columns:", _bracketed(storage.bucket_columns)),
        ("Storage Desc Params:", ""),
        *((f"\t{name}", value) for name, value in sorted(storage.serde_parameters.items())),
    ]
    heading = [_padded(("# col_name", "data_type", "comment")), "\t \t "]
    return [
        *heading,
        *describe_lines(table),
        "\t \t ",
        *(f"{name:<{_WIDTH}}\t{value:<{_WIDTH}}\t " for name, value in details),
    ]


def column_names(table: Table | View) -> list[str]:
    """Give the lines of SHOW COLUMNS."""
    return [column.name for column in table.columns]


def partition_names(table: Table, partitions: Iterable[Partition]) -> list[str]:
    """Give the lines of SHOW PARTITIONS. Raises InvalidDefinition for an unpartitioned table."""
    if not table.is_partitioned:
        raise InvalidDefinition(f"Table '{table.name.qualified()}' is not a partitioned table")
    return [
        partition_name(
            (key.name, value_text(value, key.type))
            for key, value in zip(table.partition_keys, partition.values, strict=True)
        )
        for partition in partitions
    ]


def property_rows(table: Table | View, name: str | None = None) -> list[tuple[str, str]]:
    """Give the rows of SHOW TBLPROPERTIES: all properties by name, or the one asked for."""
    if name is None:
        return sorted(table.properties.items())
    missing = f"Table {table.name} does not have property: {name}"
    return [(name, table.properties.get(name, missing))]


def _column(column: Column) -> str:
    declared = f"{quote_hive(column.name)} {column.type.hive}"
    return declared if column.comment is None else f"{declared} COMMENT {_quoted(column.comment)}"


def _properties(properties: Mapping[str, str]) -> list[str]:
    return _listed(f"{_quoted(name)}={_quoted(properties[name])}" for name in sorted(properties))


def _listed(items: Iterable[str]) -> list[str]:
    """Put items on lines of their own, with commas between them and a parenthesis after the last."""
    lines = [f"  {item}" for item in items]
    return [f"{line}, " for line in lines[:-1]] + [f"{line})" for line in lines[-1:]]


def _steps_below(data_type: DataType) -> dict[str, DataType]:
    match data_type.kind:
        case Kind.ROW:
            return {(field.name or "").lower(): field.type for field in data_type.fields}
        case Kind.ARRAY:
            return {"$elem$": data_type.element}
        case Kind.MAP:
            return {"$key$": data_type.key, "$value$": data_type.value}
        case _:
            return {}


def _quoted(text: str) -> str:
    """Write a Hive string literal, control characters as Hive escapes them, on one line."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return "'" + "".join(_visible(character) for character in escaped) + "'"


def _visible(character: str) -> str:
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character)
    if named is not None:
        return named
    return f"\\u{ord(character):04x}" if ord(character) < 0x20 else character


def _described(column: Column) -> tuple[str, str, str]:
    return column.name, column.type.hive, column.comment or ""


def _padded(row: Sequence[str]) -> str:
    return "\t".join(f"{field:<{_WIDTH}}" for field in row)


def _bracketed(names: Sequence[str]) -> str:
    return "[" + ", ".join(names) + "]"
