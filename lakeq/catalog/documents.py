"""Definitions as the metastore's JSON documents, and back.

Types are kept by their structure, not by a spelling, so that no parser is needed to read them.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from lakeq.model.table import Column, Storage
from lakeq.model.types import DataType, Field, Kind


def properties_document(properties: Mapping[str, str]) -> str:
    """Write properties down; equal ones give equal documents."""
    return _dump(dict(properties))


def parse_properties(document: str) -> dict[str, str]:
    """Read properties back."""
    return {str(name): str(value) for name, value in json.loads(document).items()}


def columns_document(columns: Sequence[Column]) -> str:
    """Write columns or partition keys down."""
    return _dump([_encode_column(column) for column in columns])


def parse_columns(document: str) -> tuple[Column, ...]:
    """Read columns back."""
    return tuple(_decode_column(column) for column in json.loads(document))


def storage_document(storage: Storage) -> str:
    """Write down all of a storage but its location; equal ones give equal documents."""
    return _dump(
        {
            "columns": [_encode_column(column) for column in storage.columns],
            "serde": storage.serde,
            "serde_parameters": dict(storage.serde_parameters),
            "input_format": storage.input_format,
            "output_format": storage.output_format,
            "bucket_columns": list(storage.bucket_columns),
            "bucket_count": storage.bucket_count,
        }
    )


def parse_storage(document: str, location: str) -> Storage:
    """Read a storage back and place it somewhere."""
    fields = json.loads(document)
    return Storage(
        columns=tuple(_decode_column(column) for column in fields["columns"]),
        location=location,
        serde=fields["serde"],
        input_format=fields["input_format"],
        output_format=fields["output_format"],
        serde_parameters=fields["serde_parameters"],
        bucket_columns=tuple(fields["bucket_columns"]),
        bucket_count=fields["bucket_count"],
    )


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _encode_column(column: Column) -> list[Any]:
    encoded = [column.name, _encode_type(column.type)]
    return encoded if column.comment is None else [*encoded, column.comment]


def _decode_column(encoded: Sequence[Any]) -> Column:
    return Column(encoded[0], _decode_type(encoded[1]), encoded[2] if len(encoded) > 2 else None)


def _encode_type(data_type: DataType) -> Any:
    """Write a type as its name, or as a list of name, precision, scale and fields."""
    kind: Kind = data_type.kind
    if data_type == DataType(kind):
        return kind.value
    fields = [[field.name, _encode_type(field.type)] for field in data_type.fields]
    return [kind.value, data_type.precision, data_type.scale, fields]


def _decode_type(encoded: Any) -> DataType:
    if isinstance(encoded, str):
        return DataType(Kind(encoded))
    name, precision, scale, fields = encoded
    members = tuple(Field(field_name, _decode_type(field)) for field_name, field in fields)
    return DataType(Kind(name), precision, scale, members)
