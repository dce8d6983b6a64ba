"""A stripe's column statistics as Python values; what cannot be trusted stays unknown."""

import math
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from lakeq.formats.ends import UNKNOWN, Ends, dates, in_order, timestamps
from lakeq.formats.orc.protobuf import Message
from lakeq.model.files import ColumnStatistics
from lakeq.model.types import DataType, Kind

# Before Hive's fix HIVE-8732, numbered 1, the ends of strings could be wrong.
_TRUSTED_STRINGS = 1
_DOUBT_BEFORE_1970_MS = 1001


def read_statistics(
    message: Message, data_type: DataType, row_count: int, writer_version: int
) -> ColumnStatistics | None:
    """Read the statistics of a leaf in a stripe of ``row_count`` rows; ``None`` if they are void."""
    null_count = None
    if message.has(1):
        values = message.unsigned(1)
        null_count = row_count - values if 0 <= values <= row_count else None
    minimum, maximum = _ends(message, data_type, writer_version)
    if minimum is None and maximum is None and null_count is None:
        return None
    return ColumnStatistics(minimum, maximum, null_count)


def _ends(message: Message, data_type: DataType, writer_version: int) -> Ends:
    if data_type.kind is Kind.BOOLEAN:
        return _booleans(message)
    if data_type.kind is Kind.VARCHAR and writer_version < _TRUSTED_STRINGS:
        return UNKNOWN
    reader = _READERS.get(data_type.kind)
    if reader is None:
        return UNKNOWN
    number, read = reader
    statistics = message.message(number)
    return UNKNOWN if statistics is None else in_order(*read(statistics))


def _booleans(message: Message) -> Ends:
    buckets = message.message(5)
    counts = buckets.all_unsigned(1) if buckets is not None else []
    values = message.unsigned(1)
    if len(counts) != 1 or values == 0 or counts[0] > values:
        return UNKNOWN
    return counts[0] == values, counts[0] > 0


def _integers(statistics: Message) -> Ends:
    return statistics.signed(1), statistics.signed(2)


def _floats(statistics: Message) -> Ends:
    minimum, maximum, total = (statistics.double(number) for number in (1, 2, 3))
    if any(value is not None and math.isnan(value) for value in (minimum, maximum, total)):
        return UNKNOWN
    return minimum, maximum


def _strings(statistics: Message) -> Ends:
    # A long minimum or maximum is given as a bound that lies just beyond it.
    low = statistics.binary(1) if statistics.has(1) else statistics.binary(4)
    high = statistics.binary(2) if statistics.has(2) else statistics.binary(5)
    return _text(low), _text(high)


def _text(value: bytes | None) -> str | None:
    if value is None:
        return None
    try:
        return value.decode()
    except UnicodeDecodeError:
        return None


def _decimals(statistics: Message) -> Ends:
    return _decimal(statistics.binary(1)), _decimal(statistics.binary(2))


def _decimal(value: bytes | None) -> Decimal | None:
    if value is None:
        return None
    try:
        number = Decimal(value.decode())
    except (InvalidOperation, UnicodeDecodeError):
        return None
    return number if number.is_finite() else None


def _dates(statistics: Message) -> Ends:
    low, high = statistics.signed(1), statistics.signed(2)
    return UNKNOWN if low is None or high is None else dates(low, high)


def _timestamps(statistics: Message) -> Ends:
    """Read the ends in UTC; the older ones are in the writer's zone, which may have shifted.

    They are whole milliseconds, so the maximum may lie up to one later. Before 1970 some writers
    round upwards, and versions disagree by a second (ORC-763), so that those are widened by both.
    """
    low, high = statistics.signed(3), statistics.signed(4)
    if low is None or high is None or low > high:
        return UNKNOWN
    low -= _DOUBT_BEFORE_1970_MS if low <= 0 else 0
    high += _DOUBT_BEFORE_1970_MS if high < 0 else 1
    return timestamps(low, high, digits=3)


_READERS: dict[Kind, tuple[int, Callable[[Message], Ends]]] = {
    Kind.TINYINT: (2, _integers),
    Kind.SMALLINT: (2, _integers),
    Kind.INTEGER: (2, _integers),
    Kind.BIGINT: (2, _integers),
    Kind.REAL: (3, _floats),
    Kind.DOUBLE: (3, _floats),
    Kind.VARCHAR: (4, _strings),
    Kind.DECIMAL: (6, _decimals),
    Kind.DATE: (7, _dates),
    Kind.TIMESTAMP: (9, _timestamps),
}
