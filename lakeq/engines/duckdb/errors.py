"""Errors: DuckDB's exceptions as lakeq's, in Trino's words and never in DuckDB's."""

import re
from collections.abc import Callable

from lakeq import errors
from lakeq.engines.duckdb.failures import END, MARK
from lakeq.errors import (
    BadDataFile,
    InternalError,
    InvalidArgument,
    InvalidCast,
    LakeqError,
    NotSupported,
    OutOfRange,
    OutOfResources,
    QueryCancelled,
    StorageError,
    TooManyRows,
)

# The end is lost where there is a NUL in the message.
_MARKED = re.compile(
    rf"{re.escape(MARK)}(\w+)!(?:(.*){re.escape(END)}|(.*)' to INT32|(.*))", re.DOTALL
)
_TYPES = {
    "BOOL": "boolean",
    "INT8": "tinyint",
    "INT16": "smallint",
    "INT32": "integer",
    "INT64": "bigint",
    "INT128": "decimal",
    "FLOAT": "real",
    "DOUBLE": "double",
}
_NARROWED = re.compile(
    r"Type (\w+) with value (\S+) can't be cast .* destination type (\w+)", re.DOTALL
)
_UNREADABLE = re.compile(r"Could not convert string ['\"](.*)['\"] to ([\w(),]+)", re.DOTALL)
_UNHELD = re.compile(
    r"(?:Could not cast value|Casting value) \"?(\S+?)\"? (?:to|to type) (DECIMAL\S+)"
)
_OVERFLOW = re.compile(r"Overflow in (\w+) of (\w+) \((\S+) (\S) (\S+)\)", re.DOTALL)
_MOMENT = re.compile(r"(date|timestamp) field value", re.IGNORECASE)
_OF_THE_TEXT = ("binder", "parser", "catalog", "internal")
_KIND = re.compile(r"^\s*([A-Za-z ]+?) Error:")


def translate(error: Exception) -> LakeqError:
    """Turn whatever DuckDB raised into the error a person should see; raise it ``from`` this.

    Failures inside a stream of batches come as Arrow's exceptions, so the kind is told by the
    first words of the text, which are the same.
    """
    text = str(error)
    if text == "Query interrupted":
        # DuckDB's client says so by itself when Ctrl+C comes while it starts a query.
        return QueryCancelled("Query was canceled")
    kind = _KIND.search(text)
    if kind is not None and kind[1].lower() in _OF_THE_TEXT:
        # It quotes the query, and with it the errors that stand in there.
        return InternalError("The engine failed unexpectedly")
    marked = _MARKED.search(text)
    if marked is not None:
        return _raised(marked)
    explain = _EXPLAINED.get(kind[1].lower()) if kind is not None else None
    if explain is not None:
        return explain(text)
    if "don't know what type" in text:
        # What its Thrift decoder says of garbage, without so much as a kind.
        return BadDataFile("A data file is malformed")
    if isinstance(error, UnicodeDecodeError):
        # An answer of the object store that is no text, in the place of an error message.
        return StorageError("Storage answered with an error")
    return InternalError("The engine failed unexpectedly")


def _raised(marked: re.Match[str]) -> LakeqError:
    """Make the error that one of our own expressions or functions raised."""
    kind: type[LakeqError] = getattr(errors, marked[1])
    if marked[2] is None and marked[3] is not None:
        return kind(marked[3].replace("''", "'"))
    return kind(marked[2] or marked[4] or "")


def _conversion(text: str) -> LakeqError:
    narrowed = _NARROWED.search(text)
    if narrowed is not None:
        return _narrowed(narrowed[1], narrowed[2], narrowed[3])
    unreadable = _UNREADABLE.search(text)
    if unreadable is not None:
        name = _TYPES.get(unreadable[2], unreadable[2].lower())
        return InvalidCast(f"Cannot cast '{unreadable[1]}' to {name.upper()}")
    unheld = _UNHELD.search(text)
    if unheld is not None:
        return InvalidCast(f"Cannot cast '{unheld[1]}' to {unheld[2]}")
    moment = _MOMENT.search(text)
    if moment is not None:
        return InvalidCast(f"Value cannot be cast to {moment[1].lower()}")
    if "UTF8" in text:
        return InvalidArgument("Invalid UTF-8 encoding")
    return InvalidCast("Value cannot be cast")


def _narrowed(source: str, value: str, target: str) -> LakeqError:
    name = _TYPES.get(target, target.lower())
    if source == "INT128":
        return OutOfRange(f"{name} overflow: {value}")
    if source in ("DOUBLE", "FLOAT"):
        return InvalidCast(f"Out of range for {name}: {value}")
    return OutOfRange(f"Out of range for {name}: {value}")


def _out_of_range(text: str) -> LakeqError:
    overflow = _OVERFLOW.search(text)
    if overflow is not None:
        name = _TYPES.get(overflow[2], overflow[2].lower())
        if name == "decimal" or name.startswith("decimal"):
            return OutOfRange("Decimal overflow")
        operation = f"{overflow[3]} {overflow[4]} {overflow[5]}"
        return OutOfRange(f"{name} {overflow[1]} overflow: {operation}")
    if "DECIMAL" in text.upper():
        return OutOfRange("Decimal overflow")
    if "INT128" in text or "HUGEINT" in text:
        return OutOfRange("Decimal overflow")
    return OutOfRange("Numeric value out of range")


def _invalid_input(text: str) -> LakeqError:
    if "More than one row returned by a subquery" in text:
        return TooManyRows("Scalar sub-query has returned multiple rows")
    if "Parquet" in text or "parquet" in text or "thrift" in text.lower():
        return BadDataFile("A Parquet file is malformed")
    if "hex digit" in text or "hexadecimal" in text:
        return InvalidArgument("Invalid hex string")
    if "Insufficient padding" in text:
        return InvalidArgument("Padding string must not be empty")
    if "Invalid UTF8" in text or "UTF-8" in text:
        return InvalidArgument("Invalid UTF-8 encoding")
    if "regex" in text.lower() or "missing )" in text:
        return NotSupported("Regular expression is not supported")
    return InternalError("The engine refused an input")


def _constant(kind: type[LakeqError], message: str) -> Callable[[str], LakeqError]:
    return lambda _: kind(message)


_EXPLAINED: dict[str, Callable[[str], LakeqError]] = {
    "interrupt": _constant(QueryCancelled, "Query was canceled"),
    "out of memory": _constant(OutOfResources, "Query exceeded the memory it may use"),
    "conversion": _conversion,
    "out of range": _out_of_range,
    "http": _constant(StorageError, "Storage answered with an error"),
    "io": _constant(BadDataFile, "A data file could not be read"),
    "serialization": _constant(BadDataFile, "A data file is malformed"),
    "invalid input": _invalid_input,
    "not implemented": _constant(NotSupported, "The engine does not support this query"),
}
