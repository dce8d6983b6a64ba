import random
import zlib

import pyarrow as pa
import pytest

from lakeq.formats.orc.compression import Compression, CompressionError, decompress

BLOCK = 1 << 18
RANDOM = random.Random(7)
TEXTS = [
    b"a",
    b"abcabcabcabc" * 100,
    b"\0" * 100_000,
    bytes(RANDOM.randrange(256) for _ in range(5000)),
    b"".join(bytes([RANDOM.randrange(4)]) * RANDOM.randrange(1, 40) for _ in range(2000)),
]


def deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(data) + compressor.flush()


def compress(data: bytes, codec: Compression) -> bytes:
    match codec:
        case Compression.ZLIB:
            return deflate(data)
        case Compression.LZ4:
            return bytes(pa.Codec("lz4_raw").compress(data))
        case _:
            return bytes(pa.Codec(codec.name.lower()).compress(data))


def chunk(data: bytes, *, is_original: bool) -> bytes:
    return (len(data) << 1 | is_original).to_bytes(3, "little") + data


CODECS = [Compression.ZLIB, Compression.SNAPPY, Compression.LZ4, Compression.ZSTD]


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("data", TEXTS)
def test_what_was_compressed_comes_back(codec: Compression, data: bytes) -> None:
    stream = chunk(compress(data, codec), is_original=False) + chunk(b"plain", is_original=True)

    assert decompress(stream, codec, BLOCK) == data + b"plain"


def test_without_compression_there_are_no_chunks() -> None:
    assert decompress(b"\x07\x00\x00ab", Compression.NONE, BLOCK) == b"\x07\x00\x00ab"


@pytest.mark.parametrize("codec", CODECS)
def test_a_chunk_larger_than_a_block_is_refused(codec: Compression) -> None:
    stream = chunk(compress(b"\0" * 100_000, codec), is_original=False)

    with pytest.raises(CompressionError):
        decompress(stream, codec, 1000)


@pytest.mark.parametrize("codec", CODECS)
def test_a_chunk_cut_short_is_refused(codec: Compression) -> None:
    whole = compress(b"abcdefgh" * 1000, codec)

    with pytest.raises(CompressionError):
        decompress(chunk(whole[:-1], is_original=False), codec, BLOCK)
    with pytest.raises(CompressionError):
        decompress(chunk(whole, is_original=False)[:-1], codec, BLOCK)


@pytest.mark.parametrize("codec", CODECS)
def test_garbage_never_fails_in_another_way(codec: Compression) -> None:
    for length in range(60):
        garbage = bytes(RANDOM.randrange(256) for _ in range(length))
        try:
            decompress(chunk(garbage, is_original=False), codec, BLOCK)
        except CompressionError:
            continue


def test_a_codec_nobody_writes_is_refused() -> None:
    with pytest.raises(CompressionError):
        decompress(chunk(b"abc", is_original=False), Compression.LZO, BLOCK)


def test_blocks_too_large_to_be_meant_are_refused() -> None:
    with pytest.raises(CompressionError):
        decompress(chunk(b"abc", is_original=False), Compression.ZLIB, 1 << 40)
