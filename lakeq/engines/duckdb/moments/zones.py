"""Zones: names of time zones that are only known while a query runs, checked and made Trino's own.

What is no zone is NULL here; the caller fails in his own words.
"""

from collections.abc import Callable, Mapping

from lakeq.engines.duckdb.spelling import shared, text, text_list
from lakeq.model.zones import MAX_OFFSET_MINUTES, UTC_NAMES, region_names, written_zone, zone_name

_WRITTEN = r"(?:UTC|GMT|UT)?([+-])([0-9]{2}):?([0-9]{2})(?::?00)?"
_WRITTEN_HOURS = r"(?:UTC|GMT|UT)?([+-])([0-9]{1,2})"
_NAMED = r"(?:utc|gmt|ut)?([+-])([0-9]{2}):([0-9]{2})"
_NAMED_HOURS = r"(?:utc|gmt|ut)?([+-])([0-9]{1,2})"
_POSIX_HOURS = r"etc/gmt([+-])([0-9]{1,2})"


def written_offset(zone: str) -> str:
    """Spell the name of an offset as Java writes it; NULL for a region too."""
    return shared(
        zone,
        lambda value: (
            f"coalesce(CASE WHEN {value} = 'Z' THEN 'UTC' END, "
            f"{_offset(value, _WRITTEN)}, {_offset(value, _WRITTEN_HOURS)})"
        ),
    )


def zone_of_text(zone: str) -> str:
    """Spell the name of a zone that stands in a timestamp's text, where case matters."""
    return _looked_up(zone, written_offset, _written_names())


def zone_of_name(zone: str) -> str:
    """Spell the name of a zone that a function is given, in which case does not matter."""

    def offset(value: str) -> str:
        # Posix counts the other way: Etc/GMT+5 is five hours behind.
        mirrored = f"translate({value}, '+-', '-+')"
        return (
            f"coalesce({_offset(value, _NAMED)}, {_offset(value, _NAMED_HOURS)}, "
            f"{_offset(mirrored, _POSIX_HOURS)})"
        )

    return shared(f"lower({zone})", lambda value: _looked_up(value, offset, _lower_names()))


def _offset(zone: str, pattern: str) -> str:
    """Spell the name of the offset that a pattern finds: its sign, hours and perhaps minutes."""
    sign, hours = (f"regexp_extract({zone}, {text(pattern)}, {group})" for group in (1, 2))
    minutes = "0"
    if pattern.count("(") - pattern.count("(?:") > 2:
        minutes = f"CAST(regexp_extract({zone}, {text(pattern)}, 3) AS INTEGER)"
    total = f"(CAST({hours} AS INTEGER) * 60 + {minutes})"
    return (
        f"CASE WHEN regexp_full_match({zone}, {text(pattern)}) THEN "
        f"CASE WHEN {minutes} > 59 OR {total} > {MAX_OFFSET_MINUTES} THEN NULL "
        f"WHEN {total} = 0 THEN 'UTC' "
        f"ELSE format('{{:s}}{{:02d}}:{{:02d}}', {sign}, {total} // 60, {total} % 60) END END"
    )


def _looked_up(zone: str, offset: Callable[[str], str], names: Mapping[str, str]) -> str:
    written, known = text_list(list(names), "VARCHAR"), text_list(list(names.values()), "VARCHAR")
    return shared(
        zone,
        lambda value: (
            f"coalesce(list_extract({known}, list_position({written}, {value})), {offset(value)})"
        ),
    )


def _written_names() -> dict[str, str]:
    found = ((name, written_zone(name)) for name in region_names().values())
    return {name: zone for name, zone in found if zone is not None} | {"UT": "UTC"}


def _lower_names() -> dict[str, str]:
    found = ((name, zone_name(name)) for name in region_names())
    return {name: zone for name, zone in found if zone is not None} | dict.fromkeys(
        UTC_NAMES, "UTC"
    )
