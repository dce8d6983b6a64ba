"""Ways to damage a data file: each takes its bytes and gives what is left of them."""

from collections.abc import Callable
from random import Random

Damage = Callable[[bytes], bytes]


def parquet_footer_length(data: bytes) -> int:
    return int.from_bytes(data[-8:-4], "little")


def _without_pages(data: bytes) -> bytes:
    """Cut bytes out of the data pages, so that the footer points beyond them."""
    return data[:4] + data[len(data) // 2 :]


def _noise_in(data: bytes, start: int, stop: int) -> bytes:
    noise = Random(7).randbytes(stop - start)
    return data[:start] + noise + data[stop:]


def parquet_pages(data: bytes) -> bytes:
    """Overwrite every data page; the footer stays readable."""
    return _noise_in(data, 4, len(data) - parquet_footer_length(data) - 8)


def _parquet_footer(data: bytes) -> bytes:
    return _noise_in(data, len(data) - parquet_footer_length(data) - 8, len(data) - 8)


def _with_footer_length(length: int) -> Damage:
    return lambda data: data[:-8] + length.to_bytes(4, "little") + data[-4:]


def orc_stripes(data: bytes) -> bytes:
    """Overwrite the first third, where only stripes are; the tail stays readable."""
    return _noise_in(data, 3, len(data) // 3)


def _orc_tail(data: bytes) -> bytes:
    return _noise_in(data, len(data) - data[-1] - 60, len(data) - data[-1] - 1)


ANY_FORMAT: dict[str, Damage] = {
    "empty": lambda data: b"",
    "one byte": lambda data: data[:1],
    "text": lambda data: b"id,word\n1,one\n" * 100,
    "zeros": lambda data: bytes(len(data)),
    "last byte missing": lambda data: data[:-1],
    "second half missing": lambda data: data[: len(data) // 2],
    "first half missing": lambda data: data[len(data) // 2 :],
    "middle missing": _without_pages,
}
PARQUET: dict[str, Damage] = ANY_FORMAT | {
    "magic alone": lambda data: b"PAR1",
    "magic twice": lambda data: b"PAR1PAR1",
    "footer of length zero": _with_footer_length(0),
    "footer longer than the file": _with_footer_length(2**31),
    "footer of noise": _parquet_footer,
    "pages of noise": parquet_pages,
    "encrypted footer": lambda data: data[:-4] + b"PARE",
    "an ORC file": lambda data: b"ORC" + data[3:-4] + b"\x03ORC",
}
ORC: dict[str, Damage] = ANY_FORMAT | {
    "magic alone": lambda data: b"ORC",
    "tail of noise": _orc_tail,
    "tail longer than the file": lambda data: data[:-1] + b"\xff",
    "stripes of noise": orc_stripes,
    "a Parquet file": lambda data: b"PAR1" + data[4:-4] + b"PAR1",
}
