"""Known fields: what every row of a file has, told without opening it: keys and hidden ones."""

from collections.abc import Sequence

from lakeq.catalog.partition_keys import value_text
from lakeq.catalog.partition_names import partition_name
from lakeq.model.files import DataFile
from lakeq.model.table import KeyValue, Partition, Table


def known_values(
    table: Table, partition: Partition, file: DataFile, indices: Sequence[int]
) -> tuple[KeyValue, ...]:
    """Give some fields of a table, by index, that every row of a file has: keys and hidden ones."""
    first_key = len(table.storage.columns)
    first_hidden = len(table.columns)
    return tuple(
        partition.values[index - first_key]
        if index < first_hidden
        else _hidden(index - first_hidden, table, partition, file)
        for index in indices
    )


def _hidden(position: int, table: Table, partition: Partition, file: DataFile) -> KeyValue:
    if position == 0:
        return file.path
    if position == 1:
        return file.size
    values = zip(table.partition_keys, partition.values, strict=True)
    return partition_name((key.name, value_text(value, key.type)) for key, value in values)
