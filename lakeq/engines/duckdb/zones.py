"""Zones: names of time zones that are only known while a query runs, checked and made Trino's own.

What is no zone is NULL here; the caller fails in his own words.
"""

from collections.abc import Callable, Mapping

from lakeq.engines.duckdb.spelling import shared, text_list
from lakeq.model.zones import UTC_NAMES, region_names, written_zone, zone_name

MACROS = """
CREATE MACRO lakeq_offset_name(sign, hours, minutes) AS
    CASE WHEN hours * 60 + minutes > 840 OR minutes > 59 THEN NULL
    WHEN hours * 60 + minutes = 0 THEN 'UTC'
    ELSE sign || lpad(CAST(hours AS VARCHAR), 2, '0') || ':'
        || lpad(CAST(minutes AS VARCHAR), 2, '0') END;
CREATE MACRO lakeq_offset_parts(zone, pattern) AS
    CASE WHEN regexp_full_match(zone, pattern) THEN lakeq_offset_name(
        regexp_extract(zone, pattern, 1),
        CAST(regexp_extract(zone, pattern, 2) AS INTEGER),
        CAST(coalesce(nullif(regexp_extract(zone, pattern, 3), ''), '0') AS INTEGER)) END;
CREATE MACRO lakeq_written_offset(zone) AS
    coalesce(
        CASE WHEN zone = 'Z' THEN 'UTC' END,
        lakeq_offset_parts(zone, '(?:UTC|GMT|UT)?([+-])([0-9]{2}):?([0-9]{2})(?::?00)?'),
        lakeq_offset_parts(zone, '(?:UTC|GMT|UT)?([+-])([0-9]{1,2})'));
CREATE MACRO lakeq_named_offset(zone) AS
    coalesce(
        lakeq_offset_parts(lower(zone), '(?:utc|gmt|ut)?([+-])([0-9]{2}):([0-9]{2})'),
        lakeq_offset_parts(lower(zone), '(?:utc|gmt|ut)?([+-])([0-9]{1,2})'),
        lakeq_offset_parts(
            translate(lower(zone), '+-', '-+'), 'etc/gmt([+-])([0-9]{1,2})'));
"""


def written_offset(zone: str) -> str:
    """Spell the name of an offset as Java writes it; NULL for a region too."""
    return f"lakeq_written_offset({zone})"


def zone_of_text(zone: str) -> str:
    """Spell the name of a zone that stands in a timestamp's text, where case matters."""
    return _looked_up(zone, written_offset, _written_names())


def zone_of_name(zone: str) -> str:
    """Spell the name of a zone that a function is given, in which case does not matter."""

    def offset(value: str) -> str:
        return f"lakeq_named_offset({value})"

    return shared(f"lower({zone})", lambda value: _looked_up(value, offset, _lower_names()))


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
