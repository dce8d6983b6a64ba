"""Functions of text and binaries that are written in Python, against published values."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from lakeq.engines.duckdb.udfs import binary, hashes
from lakeq.engines.duckdb.udfs.formatter import format_values
from lakeq.engines.duckdb.udfs.stemming import stem
from lakeq.engines.duckdb.udfs.urls import host, parameter, path
from lakeq.errors import InvalidArgument, NotSupported

BYTES = bytes((number + 128) % 256 for number in range(512))
FOX = b"The quick brown fox jumps over the lazy dog"


@pytest.mark.parametrize(
    ("size", "lower_half"),
    [(0, 0x6BF50919), (1, 0x70DE1D26), (15, 0x83EC01F9), (63, 0x09C1AFB4), (511, 0xCC1C8250)],
)
def test_spooky_hash_is_that_of_its_author(size: int, lower_half: int) -> None:
    assert hashes.spooky_v2_64(BYTES[:size]) & 0xFFFFFFFF == lower_half


def test_other_hashes_are_those_of_their_authors() -> None:
    assert binary.xxhash64(b"").hex() == "ef46db3751d8e999"
    assert binary.xxhash64(bytes(range(100))).hex() == "6ac1e58032166597"
    assert binary.murmur3(FOX).hex() == "6c1b07bc7bbc4be347939ac4a93c437a"


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [
        ("consigned", "consign"),
        ("knightly", "knight"),
        ("skies", "sky"),
        ("dying", "die"),
        ("news", "news"),
        ("communism", "communism"),
        ("generate", "generat"),
        ("hopping", "hop"),
        ("hoping", "hope"),
        ("falling", "fall"),
        ("relational", "relat"),
        ("sensibilities", "sensibl"),
        ("probate", "probat"),
        ("controlling", "control"),
        ("happy", "happi"),
        ("say", "say"),
        ("proceed", "proceed"),
        ("John's", "John"),
        ("", ""),
    ],
)
def test_a_word_has_the_stem_of_the_english_algorithm(word: str, stemmed: str) -> None:
    assert stem(word) == stemmed


@pytest.mark.parametrize(
    ("template", "kinds", "values", "written"),
    [
        ("%08.3f|%+.0e", "dd", (-3.14159, 12345.0), "-003.142|+1e+04"),
        ("%#x|%#o|%X", "iii", (255, 8, -1), "0xff|010|FFFFFFFFFFFFFFFF"),
        ("%(,.2f", "n", (Decimal("-1234.5"),), "(1,234.50)"),
        ("%g|%g|%.3G", "ddd", (0.0001, 123456789.0, 1e-10), "0.000100000|1.23457e+08|1.00E-10"),
        ("%e|%f|%5.1f", "ddd", (0.0, float("inf"), float("nan")), "0.000000e+00|Infinity|  NaN"),
        ("%a|%S|%5c|%-5b|", "dsss", (0.5, "é", None, None), "0x1.0p-1|É| null|false|"),
        ("%tY-%<tm-%<td %<ta %<tb %<tj", "t", (date(2024, 2, 9),), "2024-02-09 Fri Feb 040"),
        ("%tI:%<tM %<tp %<tL %<tN", "t", (time(0, 5, 6, 7000),), "12:05 am 007 007000000"),
        ("%tc", "z", ({"instant": datetime(2024, 2, 9, 13), "zone": "UTC"},), None),
        ("%s", "z", ({"instant": datetime(2024, 2, 9, 13), "zone": "-03:30"},), "2024-02-09T09:30-03:30"),
        ("%s|%s|%s", "ddr", (1e21, 123456.789, 3.4028234663852886e38), "1.0E21|123456.789|3.4028235E38"),
        ("100%%|%3$s%1$s", "sss", ("a", "b", "c"), "100%|ca"),
        ("%h|%H", "si", ("hello", -1), "5e918d2|0"),
    ],
)  # fmt: skip
def test_values_are_formatted_as_java_formats_them(
    template: str, kinds: str, values: tuple[object, ...], written: str | None
) -> None:
    if written is None:
        written = "Fri Feb 09 13:00:00 UTC 2024"
    assert format_values(kinds, template, *values) == written


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        ("%", "UnknownFormatConversion: Conversion = '%'"),
        ("%d%", "UnknownFormatConversion: Conversion = '%'"),
        ("%5", "UnknownFormatConversion"),
        ("%.2d", "IllegalFormatPrecision: 2"),
        ("%#d", "FormatFlagsConversionMismatch: Conversion = d, Flags = #"),
        ("%-05d", "IllegalFormatFlags"),
        ("%+ d", "IllegalFormatFlags"),
        ("%05x%-d", "MissingFormatWidth: %-d"),
        ("%c", "IllegalFormatConversion: c != java.lang.Long"),
        ("%f", "IllegalFormatConversion: f != java.lang.Long"),
        ("%<s", "MissingFormatArgument: Format specifier '%<s'"),
        ("%2$s", "MissingFormatArgument: Format specifier '%2$s'"),
        ("%.1%", "IllegalFormatPrecision: 1"),
    ],
)
def test_a_format_that_java_refuses_is_an_invalid_argument(template: str, complaint: str) -> None:
    with pytest.raises(InvalidArgument, match="Invalid format string") as caught:
        format_values("i", template, 1)
    assert complaint in str(caught.value)


def test_what_would_depend_on_a_server_is_refused() -> None:
    with pytest.raises(NotSupported):
        format_values("i", "%tY", 0)


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("http://example.com", "example.com"),
        ("//example.com:/x", "example.com"),
        ("http://a_b.com/", ""),
        ("http://[1::2]:9/", "[1::2]"),
        ("http://[1::z]/", None),
        ("http://1.2.3.400/", ""),
        ("http://u@h/", "h"),
        ("http://h:x/", ""),
        ("1http://h/", None),
        ("http://h/a b", None),
        ("http://h/%4", None),
        ("http://", None),
        ("a:", None),
        ("", ""),
    ],
)
def test_a_host_is_found_as_java_finds_it(url: str, found: str | None) -> None:
    assert host(url) == found


def test_escapes_in_urls_are_decoded_as_utf_8() -> None:
    assert path("http://h/%C3%A9%ff/é") == "/é\ufffd/é"
    assert parameter("http://h/?a%20b=1&c=%26", "c") == "&"
