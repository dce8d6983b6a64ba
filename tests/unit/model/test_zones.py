"""Zones: names in every spelling, and what Python makes of them."""

from datetime import datetime, timedelta

import pytest

from lakeq.model.zones import MAX_OFFSET_MINUTES, offset_name, written_zone, zone, zone_name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("UTC", "UTC"),
        ("utc", "UTC"),
        ("Z", "UTC"),
        ("Etc/UTC", "UTC"),
        ("GMT0", "UTC"),
        ("+00:00", "UTC"),
        ("-00:00", "UTC"),
        ("Europe/Warsaw", "Europe/Warsaw"),
        ("europe/WARSAW", "Europe/Warsaw"),
        ("+05:45", "+05:45"),
        ("-3", "-03:00"),
        ("+11", "+11:00"),
        ("UTC+2", "+02:00"),
        ("gmt-03:30", "-03:30"),
        ("Etc/GMT+5", "-05:00"),
        ("+14:00", "+14:00"),
        ("+14:01", None),
        ("+05:60", None),
        ("+5:45", None),
        ("Mars/Phobos", None),
        ("localtime", None),
        ("../UTC", None),
        ("", None),
    ],
)
def test_a_zone_has_one_name_however_it_is_written(written: str, name: str | None) -> None:
    assert zone_name(written) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Europe/Warsaw", "Europe/Warsaw"),
        ("europe/warsaw", None),
        ("Z", "UTC"),
        ("z", None),
        ("+5", "+05:00"),
        ("+0545", "+05:45"),
        ("+05:45:00", "+05:45"),
        ("+05:45:30", None),
        ("UTC-3", "-03:00"),
        ("+15:00", None),
        ("EST", None),
        ("Etc/UTC", "UTC"),
    ],
)
def test_in_the_text_of_a_timestamp_case_matters(written: str, name: str | None) -> None:
    assert written_zone(written) == name


def test_every_offset_of_up_to_fourteen_hours_has_a_name_that_means_it() -> None:
    for minutes in range(-MAX_OFFSET_MINUTES, MAX_OFFSET_MINUTES + 1):
        name = offset_name(minutes)
        assert name is not None
        assert zone_name(name) == name
        moment = datetime(2024, 1, 1, tzinfo=zone(name))
        assert (str(moment.tzinfo), moment.utcoffset()) == (name, timedelta(minutes=minutes))
    assert offset_name(MAX_OFFSET_MINUTES + 1) is None
