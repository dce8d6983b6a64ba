"""Binary strings: encodings as Java reads them, and hashes that DuckDB does not have."""

import base64
import hashlib
import hmac
import math
import struct
import zlib
from collections.abc import Iterator

from lakeq.engines.duckdb.udfs import hashes
from lakeq.errors import InvalidArgument

_HEX_DIGITS = frozenset(b"0123456789abcdefABCDEF")
_BASE64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_BASE64_URL = _BASE64 - frozenset(b"+/") | frozenset(b"-_")
_BASE32 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_BASE32_LENGTHS = (0, 2, 4, 5, 7)


def from_utf8(data: bytes, replacement: str | int = "\ufffd") -> str:
    """Decode UTF-8, putting a replacement in the place of each invalid sequence."""
    return "".join(_decoded(data, _replacement(replacement)))


def from_hex(data: bytes) -> bytes:
    """Read hexadecimal digits."""
    if len(data) % 2:
        raise InvalidArgument(f"invalid input length {len(data)}")
    if not _HEX_DIGITS.issuperset(data):
        raise InvalidArgument("not a hexadecimal digit")
    return bytes.fromhex(data.decode("ascii"))


def from_base64(data: str | bytes) -> bytes:
    """Read base 64, the padding of which may be left out."""
    return base64.b64decode(_padded(data, _BASE64))


def from_base64url(data: str | bytes) -> bytes:
    """Read base 64 with the letters of URLs."""
    return base64.urlsafe_b64decode(_padded(data, _BASE64_URL))


def to_base32(data: bytes) -> str:
    """Write base 32."""
    return base64.b32encode(data).decode("ascii")


def from_base32(data: str | bytes) -> bytes:
    """Read base 32, whose padding does not matter."""
    text = data if isinstance(data, str) else from_utf8(data)
    text = text.rstrip("=")
    if len(text) % 8 not in _BASE32_LENGTHS:
        raise InvalidArgument(f"Invalid input length {len(text)}")
    for letter in text:
        if letter not in _BASE32:
            raise InvalidArgument(f"Unrecognized character: {letter}")
    return base64.b32decode(text + "=" * (-len(text) % 8))


def from_big_endian_64(data: bytes) -> int:
    """Read a number of eight bytes."""
    if len(data) != 8:
        raise InvalidArgument(f"expected 8-byte input, but got instead: {len(data)}")
    return int.from_bytes(data, signed=True)


def from_big_endian_32(data: bytes) -> int:
    """Read a number of four bytes."""
    if len(data) != 4:
        raise InvalidArgument(f"expected 4-byte input, but got instead: {len(data)}")
    return int.from_bytes(data, signed=True)


def to_ieee754_32(value: float) -> bytes:
    """Write a real."""
    return bytes.fromhex("7fc00000") if math.isnan(value) else struct.pack(">f", value)


def from_ieee754_32(data: bytes) -> float:
    """Read a real."""
    if len(data) != 4:
        raise InvalidArgument("Input floating-point value must be exactly 4 bytes long")
    return float(struct.unpack(">f", data)[0])


def to_ieee754_64(value: float) -> bytes:
    """Write a double."""
    return bytes.fromhex("7ff8000000000000") if math.isnan(value) else struct.pack(">d", value)


def from_ieee754_64(data: bytes) -> float:
    """Read a double."""
    if len(data) != 8:
        raise InvalidArgument("Input floating-point value must be exactly 8 bytes long")
    return float(struct.unpack(">d", data)[0])


def crc32(data: bytes) -> int:
    """Compute a checksum."""
    return zlib.crc32(data)


def sha512(data: bytes) -> bytes:
    """Compute a hash."""
    return hashlib.sha512(data).digest()


def hmac_md5(data: bytes, key: bytes) -> bytes:
    """Compute a code by MD5."""
    return _code(data, key, "md5")


def hmac_sha1(data: bytes, key: bytes) -> bytes:
    """Compute a code by SHA-1."""
    return _code(data, key, "sha1")


def hmac_sha256(data: bytes, key: bytes) -> bytes:
    """Compute a code by SHA-256."""
    return _code(data, key, "sha256")


def hmac_sha512(data: bytes, key: bytes) -> bytes:
    """Compute a code by SHA-512."""
    return _code(data, key, "sha512")


def xxhash64(data: bytes) -> bytes:
    """Compute xxHash64, the highest byte first."""
    return hashes.xxhash64(data).to_bytes(8)


def murmur3(data: bytes) -> bytes:
    """Compute Murmur3 of 128 bits."""
    return struct.pack("<QQ", *hashes.murmur3_128(data))


def spooky_hash_v2_64(data: bytes) -> bytes:
    """Compute SpookyHash, the highest byte first."""
    return hashes.spooky_v2_64(data).to_bytes(8)


def spooky_hash_v2_32(data: bytes) -> bytes:
    """Compute the lower half of SpookyHash, the highest byte first."""
    return (hashes.spooky_v2_64(data) & 0xFFFFFFFF).to_bytes(4)


def _replacement(value: str | int) -> str:
    if isinstance(value, str):
        if len(value) > 1:
            raise InvalidArgument("Replacement character string must empty or a single character")
        return value
    if not 0 <= value <= 0x10FFFF or 0xD800 <= value <= 0xDFFF:
        raise InvalidArgument("Invalid replacement character")
    return chr(value)


def _decoded(data: bytes, replacement: str) -> Iterator[str]:
    position = 0
    while position < len(data):
        size, code = _character(data, position)
        yield replacement if code is None else chr(code)
        position += size


def _character(data: bytes, position: int) -> tuple[int, int | None]:
    """Read a character, or the bytes that go together without being one, as Trino's library does.

    That library knows the sequences of five and six bytes that UTF-8 once had, and takes an
    overlong sequence, a surrogate or too large a number for one invalid sequence.
    """
    first = data[position]
    if first < 0x80:
        return 1, first
    size = next((n for n, limit in _SEQUENCES if first < limit), 0)
    if first < 0xC0 or not size:
        return 1, None
    code = first & (0x7F >> size)
    for taken in range(1, size):
        following = data[position + taken : position + taken + 1]
        if not following or following[0] & 0xC0 != 0x80:
            return taken, None
        code = code << 6 | following[0] & 0x3F
    lowest = {2: 0x80, 3: 0x800, 4: 0x10000}.get(size)
    valid = lowest is not None and lowest <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return size, code if valid else None


_SEQUENCES = ((2, 0xE0), (3, 0xF0), (4, 0xF8), (5, 0xFC), (6, 0xFE))


def _padded(data: str | bytes, alphabet: frozenset[int]) -> bytes:
    """Check base 64 as Java does, and pad it."""
    encoded = data.encode() if isinstance(data, str) else data
    body = encoded.rstrip(b"=")
    padding = len(encoded) - len(body)
    if not alphabet.issuperset(body):
        wrong = next(byte for byte in body if byte not in alphabet)
        raise InvalidArgument(f"Illegal base64 character {wrong:x}")
    if len(body) % 4 == 1 or (padding and (len(encoded) % 4 or padding > 2)):
        raise InvalidArgument("Input byte array has wrong 4-byte ending unit")
    return body + b"=" * (-len(body) % 4)


def _code(data: bytes, key: bytes, algorithm: str) -> bytes:
    if not key:
        # Java makes no key of nothing.
        raise InvalidArgument("Empty key")
    return hmac.digest(key, data, algorithm)
