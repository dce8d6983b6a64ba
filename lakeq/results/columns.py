"""Arrow columns to text, a whole column at a time.

The text is that of ``lakeq.results.layout.rows_text``, some twenty times faster: only values that
need care (nested ones, very large or small floats, texts to be escaped) pass through Python.

Constants and texts become Arrow's from buffers, not by ``pa.scalar`` and ``pa.array``: these import
pandas wherever it is installed, which takes longer than most results do to write.
"""

import struct
from array import array as typed_array
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from lakeq.model.types import DataType, Kind
from lakeq.results.layout import TEXTUAL_KINDS, Spelling, TextLayout
from lakeq.results.rows import column_values, conformed
from lakeq.results.text import speller

# An Arrow array of texts holds two gigabytes at most, so what is joined must stay well below.
MAX_ROWS = 16_384
MAX_BYTES = 64 << 20


def batch_text(layout: TextLayout, batch: pa.RecordBatch) -> Iterator[memoryview]:
    """Spell the rows of a batch, in pieces of bounded size."""
    if batch.num_rows > 1 and (batch.num_rows > MAX_ROWS or batch.nbytes > MAX_BYTES):
        middle = min(MAX_ROWS, batch.num_rows // 2)
        yield from batch_text(layout, batch.slice(0, middle))
        yield from batch_text(layout, batch.slice(middle))
    elif batch.num_rows:
        yield _joined(layout, batch)


def _joined(layout: TextLayout, batch: pa.RecordBatch) -> memoryview:
    parts: list[pa.Array | pa.Scalar] = []
    for piece, array, column in zip(layout.pieces, batch.columns, layout.columns, strict=False):
        parts.append(_constant(piece))
        parts.append(_fields(array, column.type, layout.spelling))
    parts.append(_constant(layout.pieces[-1]))
    null = layout.spelling.null
    lines = _concatenated(*parts, null_handling="replace", null_replacement=null)
    _, offsets, data = lines.buffers()
    bounds = memoryview(offsets).cast("i")
    start, stop = bounds[lines.offset], bounds[lines.offset + len(lines)]
    return memoryview(data)[start:stop]


def _fields(array: pa.Array, data_type: DataType, spelling: Spelling) -> pa.Array:
    array = conformed(array, data_type)
    if data_type.is_precise and not pa.types.is_string(array.type):
        return _one_by_one(array, data_type, spelling)
    spell = _VECTORS.get(data_type.kind)
    if spell is None or (spelling.is_json and data_type.kind is Kind.JSON):
        return _one_by_one(array, data_type, spelling)
    texts = spell(array, data_type)
    if data_type.kind in TEXTUAL_KINDS:
        return _with_escapes(texts, spelling)
    if spelling.is_json and data_type.kind not in _BARE_IN_JSON:
        return _within_quotes(texts)
    if spelling.is_json and data_type.is_float:
        return pc.if_else(pc.is_finite(array), texts, _within_quotes(texts))
    return texts


_BARE_IN_JSON = (
    Kind.BOOLEAN,
    Kind.TINYINT,
    Kind.SMALLINT,
    Kind.INTEGER,
    Kind.BIGINT,
    Kind.REAL,
    Kind.DOUBLE,
    Kind.DECIMAL,
)


def _within_quotes(texts: pa.Array) -> pa.Array:
    return _concatenated(_constant('"'), texts, _constant('"'))


def _with_escapes(texts: pa.Array, spelling: Spelling) -> pa.Array:
    plain = _within_quotes(texts) if spelling.is_json else texts
    special = _certainly(pc.match_substring_regex(texts, spelling.special))
    if not special.true_count:
        return plain
    escaped = [spelling.escape(text) for text in texts.filter(special).to_pylist()]
    return pc.replace_with_mask(plain, special, _texts(escaped))


def _one_by_one(array: pa.Array, data_type: DataType, spelling: Spelling) -> pa.Array:
    spell = spelling.field(data_type)
    values = column_values(array, data_type)
    return _texts([None if value is None else spell(value) for value in values])


def _cast(array: pa.Array, _: DataType) -> pa.Array:
    return array.cast(pa.string())


def _padded(array: pa.Array, data_type: DataType) -> pa.Array:
    return pc.utf8_rpad(array, width=data_type.precision or 0)


def _floats(array: pa.Array, data_type: DataType) -> pa.Array:
    """Give Java's spelling to Arrow's: a digit after the point, and exponents outside 1e-3..1e7."""
    texts = array.cast(pa.string())
    size = pc.abs(array.cast(pa.float64()))
    within = pc.and_(pc.greater_equal(size, _number(1e-3)), pc.less(size, _number(1e7)))
    plain = pc.or_(within, pc.equal(size, _number(0)))
    whole = pc.invert(pc.match_substring(texts, "."))
    texts = pc.if_else(whole, _concatenated(texts, _constant(".0")), texts)
    rare = _certainly(pc.invert(plain))
    if not rare.true_count:
        return texts
    spell = speller(data_type)
    # Through Arrow's text, because that is the shortest one that still names a 32-bit value.
    respelled = [spell(float(text)) for text in array.filter(rare).cast(pa.string()).to_pylist()]
    return pc.replace_with_mask(texts, rare, _texts(respelled))


def _decimals(array: pa.Array, data_type: DataType) -> pa.Array:
    texts = array.cast(pa.string())
    if data_type.scale <= 6:
        return texts
    scientific = _certainly(pc.match_substring(texts, "E"))
    if not scientific.true_count:
        return texts
    plain = [format(Decimal(text), "f") for text in texts.filter(scientific).to_pylist()]
    return pc.replace_with_mask(texts, scientific, _texts(plain))


_UNIT_DIGITS = {"s": 0, "ms": 3, "us": 6}


def _timestamps(array: pa.Array, data_type: DataType) -> pa.Array:
    if pa.types.is_string(array.type):
        return array
    return _with_digits(array.cast(pa.string()), array.type.unit, data_type)


def _times(array: pa.Array, data_type: DataType) -> pa.Array:
    if pa.types.is_string(array.type):
        return array
    return _with_digits(array.cast(pa.string()), array.type.unit, data_type)


def _with_digits(texts: pa.Array, unit: str, data_type: DataType) -> pa.Array:
    """Leave only the fractional digits that the type has."""
    digits = 3 if data_type.precision is None else data_type.precision
    present = _UNIT_DIGITS[unit]
    surplus = present - digits if digits else present + 1
    if surplus <= 0:
        return texts
    return pc.utf8_slice_codeunits(texts, start=0, stop=-surplus)


def _concatenated(*parts: pa.Array | pa.Scalar, **options: str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, _constant(""), **options)


def _certainly(claims: pa.Array) -> pa.Array:
    """Take a claim about NULL as false."""
    return pc.and_kleene(claims, claims.is_valid())


def _constant(text: str) -> pa.Scalar:
    return _texts([text])[0]


def _number(value: float) -> pa.Scalar:
    data = pa.py_buffer(struct.pack("d", value))
    return pa.Array.from_buffers(pa.float64(), 1, [None, data])[0]


def _texts(texts: Sequence[str | None]) -> pa.Array:
    """Make an array of texts."""
    encoded = [b"" if text is None else text.encode() for text in texts]
    ends = typed_array("i", [0])
    for data in encoded:
        ends.append(ends[-1] + len(data))
    buffers = [_validity(texts), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded))]
    return pa.Array.from_buffers(pa.string(), len(texts), buffers)


def _validity(texts: Sequence[str | None]) -> pa.Buffer | None:
    if None not in texts:
        return None
    bits = bytearray(-(-len(texts) // 8))
    for place, text in enumerate(texts):
        if text is not None:
            bits[place >> 3] |= 1 << (place & 7)
    return pa.py_buffer(bytes(bits))


_VECTORS: Mapping[Kind, Callable[[pa.Array, DataType], pa.Array]] = {
    Kind.BOOLEAN: _cast,
    Kind.TINYINT: _cast,
    Kind.SMALLINT: _cast,
    Kind.INTEGER: _cast,
    Kind.BIGINT: _cast,
    Kind.REAL: _floats,
    Kind.DOUBLE: _floats,
    Kind.DECIMAL: _decimals,
    Kind.VARCHAR: _cast,
    Kind.CHAR: _padded,
    Kind.JSON: _cast,
    Kind.DATE: _cast,
    Kind.TIME: _times,
    Kind.TIME_WITH_TIME_ZONE: _cast,
    Kind.TIMESTAMP: _timestamps,
}
