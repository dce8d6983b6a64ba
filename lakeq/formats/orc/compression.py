"""ORC's compressed streams: a sequence of chunks, each behind a header of three bytes.

Source: the ORC v1 specification, section Compression.
"""

import zlib
from enum import IntEnum

import pyarrow as pa

_HEADER_BYTES = 3
# A footer says how large a chunk may become. No writer goes beyond this; a damaged one might.
_MAX_BLOCK_BYTES = 1 << 27


class Compression(IntEnum):
    """A codec, as the postscript numbers them."""

    NONE = 0
    ZLIB = 1
    SNAPPY = 2
    LZO = 3
    LZ4 = 4
    ZSTD = 5
    BROTLI = 6


class CompressionError(ValueError):
    """The bytes do not decompress."""


def decompress(data: bytes, compression: Compression, block_bytes: int) -> bytes:
    """Undo the compression of a whole stream; no chunk of it may become over ``block_bytes``."""
    if compression is Compression.NONE:
        return data
    if block_bytes > _MAX_BLOCK_BYTES:
        raise CompressionError("the compression blocks are too large")
    parts = []
    position = 0
    while position < len(data):
        header = int.from_bytes(data[position : position + _HEADER_BYTES], "little")
        start = position + _HEADER_BYTES
        is_original, length = header & 1, header >> 1
        position = start + length
        if position > len(data):
            raise CompressionError("a compressed chunk is cut short")
        chunk = data[start:position]
        parts.append(chunk if is_original else _inflate(chunk, compression, block_bytes))
    return b"".join(parts)


def _inflate(chunk: bytes, compression: Compression, block_bytes: int) -> bytes:
    try:
        match compression:
            case Compression.ZLIB:
                return _inflate_zlib(chunk, block_bytes)
            case Compression.SNAPPY:
                return bytes(pa.decompress(chunk, _snappy_size(chunk, block_bytes), "snappy"))
            case Compression.LZ4:
                return _inflate_lz4(chunk, block_bytes)
            case Compression.ZSTD:
                with pa.CompressedInputStream(pa.BufferReader(chunk), "zstd") as stream:
                    return _limited(bytes(stream.read(block_bytes + 1)), block_bytes)
            case _:
                raise CompressionError(f"the codec {compression.name} is not supported")
    except (pa.ArrowException, OSError, zlib.error) as error:
        raise CompressionError("a chunk does not decompress") from error


def _inflate_zlib(chunk: bytes, block_bytes: int) -> bytes:
    decompressor = zlib.decompressobj(wbits=-15)
    data = decompressor.decompress(chunk, block_bytes + 1)
    if not decompressor.eof and len(data) <= block_bytes:
        raise CompressionError("a chunk is cut short")
    return _limited(data, block_bytes)


def _limited(data: bytes, block_bytes: int) -> bytes:
    if len(data) > block_bytes:
        raise CompressionError("a chunk is larger than it may be")
    return data


def _snappy_size(chunk: bytes, block_bytes: int) -> int:
    """Read the size that a snappy block begins with."""
    size = 0
    for index, byte in enumerate(chunk[:5]):
        size |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            if size > block_bytes:
                raise CompressionError("a chunk is larger than it may be")
            return size
    raise CompressionError("a chunk is cut short")


def _inflate_lz4(block: bytes, block_bytes: int) -> bytes:
    """Decode an LZ4 block, which does not say how large it becomes.

    pyarrow wants to know that size to the byte, so it cannot decode these. Footers are small.
    """
    output = bytearray()
    position = 0
    try:
        while True:
            token = block[position]
            length, position = _lz4_length(block, position + 1, token >> 4)
            output += block[position : position + length]
            position += length
            if position >= len(block):
                break
            distance = int.from_bytes(block[position : position + 2], "little")
            length, position = _lz4_length(block, position + 2, token & 15)
            _lz4_copy(output, distance, length + 4)
            if len(output) > block_bytes:
                break
    except IndexError as error:
        raise CompressionError("a chunk is cut short") from error
    if position > len(block):
        raise CompressionError("a chunk is cut short")
    return _limited(bytes(output), block_bytes)


def _lz4_length(block: bytes, position: int, length: int) -> tuple[int, int]:
    if length == 15:
        while block[position] == 255:
            length += 255
            position += 1
        length += block[position]
        position += 1
    return length, position


def _lz4_copy(output: bytearray, distance: int, length: int) -> None:
    if not 0 < distance <= len(output):
        raise CompressionError("a chunk refers to bytes before its start")
    start = len(output) - distance
    if distance >= length:
        output += output[start : start + length]
        return
    # The copy overlaps what it writes: the bytes between repeat.
    pattern = bytes(output[start:])
    output += (pattern * (length // distance + 1))[:length]
