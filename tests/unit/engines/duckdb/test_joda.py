"""Joda's formats in Python, and that native SQL says the same."""

from collections.abc import Callable
from random import Random
from typing import TypeAlias

import duckdb
import pytest

from lakeq.engines.duckdb.joda.calendar import days_from, floor_field, read_field, set_field
from lakeq.engines.duckdb.joda.elements import DateField, Element
from lakeq.engines.duckdb.joda.iso import parse_iso_timestamp
from lakeq.engines.duckdb.joda.native import native_parser, native_printer
from lakeq.engines.duckdb.joda.parsing import parse_moment
from lakeq.engines.duckdb.joda.patterns import joda_elements, mysql_elements
from lakeq.engines.duckdb.joda.printing import print_moment
from lakeq.engines.duckdb.joda.zones import instant_of_local, offset_at, zone_of_offset
from lakeq.errors import InvalidArgument, NotSupported

Read: TypeAlias = Callable[[str], tuple[Element, ...]]

HOUR = 3_600_000
DAY = 24 * HOUR
MOMENT = days_from(2024, 5, 6) * DAY + 7 * HOUR + 8 * 60_000 + 9_012
MYSQL = [f"%{letter}" for letter in "abcdefHhIijklMmprSsTvxWYy"]
JODA = (
    "y yyyy yy YYYY xxxx w ww e E EEEE D DDD M MM MMM MMMM d dd a h hh H HH K kk m mm s ss S SSS G"
)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("yyyy-MM-dd'T'HH:mm:ss.SSSZZ", "2024-05-06T07:08:09.012+05:45"),
        ("EEEE, EEE d MMMM MMM ''yy h a G", "Monday, Mon 6 May May '24 7 AM AD"),
        ("D DDD w xxxx e K k C Y yyyyyy", "127 127 19 2024 1 7 7 20 2024 002024"),
        ("S SS SSSSSS", "0 01 012000"),
        ("Z|ZZ|ZZZ|z", "+0545|+05:45|+05:45|+05:45"),
    ],
)
def test_patterns_print(pattern: str, expected: str) -> None:
    assert print_moment(joda_elements(pattern), MOMENT, 20_700, "+05:45") == expected


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("yyyy-MM-dd", "2024-5-6", (2024, 5, 6)),
        ("yyyy", "-5", (-5, 1, 1)),
        ("yyyyMMdd", "20240506", (2024, 5, 6)),
        ("d MMM yyyy", "6 MAY 2024", (2024, 5, 6)),
        ("d MMMM yyyy", "6 sep 2024", (2024, 9, 6)),
        ("MM-dd", "02-29", (2000, 2, 29)),
        ("xxxx-'W'ww-e", "2024-w19-1", (2024, 5, 6)),
        ("yyyy-DDD", "2024-127", (2024, 5, 6)),
        ("Y G", "44 bc", (-44, 1, 1)),
        ("EEE d MMM yyyy", "Sun 6 May 2024", (2024, 5, 12)),
        ("HH", "0", (1970, 1, 1)),
    ],
)
def test_patterns_parse(pattern: str, text: str, expected: tuple[int, int, int]) -> None:
    assert parse_moment(joda_elements(pattern), text).millis == days_from(*expected) * DAY


@pytest.mark.parametrize(
    ("pattern", "text", "message"),
    [
        ("yyyy-MM", "x", 'Invalid format: "x"'),
        ("yyyy-MM", "2024-", 'Invalid format: "2024-" is too short'),
        ("yyyy-MM", "2024-05-06", 'Invalid format: "2024-05-06" is malformed at "-06"'),
        ("yy", "x" * 50, f'Invalid format: "{"x" * 32}..."'),
        (
            "yyyy-MM",
            "2024-13",
            'Cannot parse "2024-13": Value 13 for monthOfYear must be in the range [1,12]',
        ),
        (
            "yyyy-MM-dd",
            "2023-02-29",
            'Cannot parse "2023-02-29": Value 29 for dayOfMonth must be in the range [1,28]',
        ),
        ("ZZZ", "Mars", 'Invalid format: "Mars"'),
        ("S", "x", 'Invalid format: "x"'),
        ("a", "noon", 'Invalid format: "noon"'),
        ("yyyyMM", "-", 'Invalid format: "-"'),
        ("yyMM", "1x", 'Invalid format: "1x"'),
    ],
)
def test_what_does_not_fit_is_refused_in_jodas_words(pattern: str, text: str, message: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        parse_moment(joda_elements(pattern), text)
    assert caught.value.message == message


@pytest.mark.parametrize("pattern", ["", "yyyy-jj", "b"])
def test_an_illegal_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidArgument):
        joda_elements(pattern)


@pytest.mark.parametrize("form", ["", "%", "%D", "%U", "%u", "%V", "%w", "%X"])
def test_a_format_that_trino_does_not_take_is_refused(form: str) -> None:
    with pytest.raises(InvalidArgument):
        mysql_elements(form)


@pytest.mark.parametrize(("text", "year"), [("69", 2069), ("70", 1970), ("00", 2000), ("99", 1999)])
def test_a_year_of_two_digits_lies_around_2020(text: str, year: int) -> None:
    assert parse_moment(mysql_elements("%y"), text).millis == days_from(year, 1, 1) * DAY


@pytest.mark.parametrize(("text", "year"), [("+24", 24), ("124", 124), ("-5", -5)])
def test_a_lenient_year_is_what_is_written(text: str, year: int) -> None:
    assert parse_moment(joda_elements("yy"), text).millis == days_from(year, 1, 1) * DAY


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("Z", 0),
        ("+0530", 330),
        ("-05:30", -330),
        ("+07", 420),
        ("+01:02:03", None),
        ("+010203", None),
    ],
)
def test_offsets_are_read_in_many_forms(text: str, offset: int | None) -> None:
    found = parse_moment(joda_elements("Z"), text).offset
    assert found == (3_723_000 if offset is None else offset * 60_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024", 0),
        ("2024-W01-1", 0),
        ("2024-001", 0),
        ("2024-01-01T06", 6 * HOUR),
        ("2024-01-01T06.5", 6 * HOUR + HOUR // 2),
        ("2024-01-01T06:30,5", 6 * HOUR + HOUR // 2 + 30_000),
        ("2024-01-01T06:30:15.1239", 6 * HOUR + HOUR // 2 + 15_123),
    ],
)
def test_iso_8601_is_read_in_all_its_forms(text: str, expected: int) -> None:
    assert parse_iso_timestamp(text).millis == days_from(2024, 1, 1) * DAY + expected


def test_a_time_alone_is_of_1970() -> None:
    assert parse_iso_timestamp("T01:00").millis == HOUR


@pytest.mark.parametrize("text", ["", "T", "2024-", "2024-01-01T", "2024-01-01T10:", "24:00"])
def test_what_is_not_iso_8601_is_refused(text: str) -> None:
    if text == "2024-01-01T":
        assert parse_iso_timestamp(text).offset is None
        return
    with pytest.raises(InvalidArgument):
        parse_iso_timestamp(text)


def test_fields_read_back_what_was_set_and_begin_at_their_floor() -> None:
    random = Random(1)
    for _ in range(300):
        millis = random.randint(-(2**52), 2**52)
        for each in DateField:
            value = read_field(each, millis)
            assert set_field(each, millis, value) == millis
            if each not in (DateField.ERA, DateField.CENTURY):
                start = floor_field(each, millis)
                assert (start <= millis, read_field(each, start)) == (True, value)


def test_zones_know_gaps_and_overlaps() -> None:
    warsaw = "Europe/Warsaw"
    spring = days_from(2024, 3, 31) * DAY
    with pytest.raises(InvalidArgument, match="offset transition"):
        instant_of_local(warsaw, spring + 2 * HOUR + 1)
    autumn = days_from(2024, 10, 27) * DAY
    assert instant_of_local(warsaw, autumn + 2 * HOUR) == autumn
    assert offset_at(warsaw, autumn) == 2 * HOUR
    assert instant_of_local("-08:30", 0) == 8 * HOUR + HOUR // 2


def test_a_zone_is_not_known_in_distant_years() -> None:
    with pytest.raises(NotSupported):
        offset_at("Europe/Warsaw", 2**52)


def test_an_offset_that_no_zone_has_is_refused() -> None:
    assert zone_of_offset(-90 * 60_000) == "-01:30"
    for millis in (15 * HOUR, 1000):
        with pytest.raises(InvalidArgument):
            zone_of_offset(millis)


def test_native_formats_print_what_joda_prints() -> None:
    random = Random(2)
    connection = duckdb.connect()
    checked = 0
    for form, read in random_formats(random, 400):
        elements = read(form)
        native = native_printer(elements)
        if native is None:
            continue
        low = days_from(max(native.first_year, -3000), 1, 1) * DAY
        high = days_from(min(native.last_year, 12_000) + 1, 1, 1) * DAY - 1
        for millis in (low, high, random.randint(low, high), random.randint(0, 2**41)):
            printed = connection.execute(
                f"SELECT strftime(make_timestamp({millis * 1000}), ?)", [native.form]
            ).fetchall()
            assert (form, millis, printed) == (form, millis, [(print_moment(elements, millis),)])
            checked += 1
    assert checked > 500


def test_native_formats_parse_what_joda_parses() -> None:
    random = Random(3)
    connection = duckdb.connect()
    checked = 0
    for form, read in random_formats(random, 3000):
        elements = read(form)
        native = native_parser(elements)
        if native is None:
            continue
        text = print_moment(elements, random.randint(-(2**44), 2**47))
        if random.random() < 0.5:
            place = random.randrange(len(text))
            text = text[:place] + random.choice("0123456789 -:x") + text[place + 1 :]
        parsed = connection.execute(
            "SELECT epoch_ms(date_trunc('milliseconds', try_strptime($1, $2))) "
            "WHERE regexp_full_match($1, $3)",
            [text, native.form, native.texts],
        ).fetchall()
        if parsed and parsed[0][0] is not None:
            assert (form, text, parsed[0][0]) == (form, text, parse_moment(elements, text).millis)
            checked += 1
    assert checked > 50


def random_formats(random: Random, count: int) -> list[tuple[str, Read]]:
    """Make formats of both kinds, of parts with and without separators."""
    formats: list[tuple[str, Read]] = []
    for _ in range(count):
        parts: list[str]
        read: Read
        parts, read = random.choice([(MYSQL, mysql_elements), (JODA.split(), joda_elements)])
        separator = random.choice(["", "-", " ", ":", ".", "/", "é"])
        formats.append((separator.join(random.sample(parts, random.randint(1, 5))), read))
    return formats
