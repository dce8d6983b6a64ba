"""Times: the functions over dates, times, timestamps and intervals."""

from lakeq.engines.duckdb.casts import cast
from lakeq.engines.duckdb.functions import (
    time_formats,
    time_nanos,
    time_parts,
    time_units,
    time_zones,
)
from lakeq.engines.duckdb.functions.invocation import Invocation, Template
from lakeq.engines.duckdb.spelling import shared
from lakeq.errors import InvalidArgument

_AMOUNTS = (("week", 604_800), ("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1))


def date(call: Invocation) -> str:
    """Spell date, a cast by another name."""
    return cast(call.sql[0], call.first, call.result, timezone=call.timezone)


def last_day_of_month(call: Invocation) -> str:
    """Spell last_day_of_month."""
    return f"last_day({time_parts.local_moment(call.sql[0], call.first)})"


def human_readable_seconds(call: Invocation) -> str:
    """Spell human_readable_seconds: `1 minute, 1 second`; the sign is left out."""

    def build(seconds: str) -> str:
        rounded = f"least(abs(floor({seconds} + 0.5)), 9223372036854774784)"
        whole = f"CAST({rounded} AS BIGINT)"
        return (
            f"CASE WHEN isfinite({seconds}) THEN {shared(whole, _amounts)} "
            f"ELSE {call.fail_about(InvalidArgument, _not_finite(seconds))} END"
        )

    return shared(call.sql[0], build)


def _amounts(seconds: str) -> str:
    parts = []
    previous = 0
    for name, size in _AMOUNTS:
        count = f"{seconds} // {size}" if not previous else f"{seconds} % {previous} // {size}"
        previous = size
        parts.append(
            f"CASE ({count}) WHEN 0 THEN NULL WHEN 1 THEN '1 {name}' "
            f"ELSE CAST({count} AS VARCHAR) || ' {name}s' END"
        )
    return f"coalesce(nullif(concat_ws(', ', {', '.join(parts)}), ''), '0 seconds')"


def _not_finite(seconds: str) -> str:
    return f"'Invalid argument found: ' || lakeq_double_text({seconds})"


TEMPLATES: dict[str, Template] = {
    **{name: time_parts.part(name) for name in time_parts.NAMES},
    "timezone_hour": time_parts.timezone_hour,
    "timezone_minute": time_parts.timezone_minute,
    "to_milliseconds": time_parts.to_milliseconds,
    "date_trunc": time_units.date_trunc,
    "date_add": time_units.date_add,
    "date_diff": time_units.date_diff,
    "date": date,
    "last_day_of_month": last_day_of_month,
    "human_readable_seconds": human_readable_seconds,
    "to_unixtime": time_zones.to_unixtime,
    "from_unixtime": time_zones.from_unixtime,
    "from_unixtime_nanos": time_nanos.from_unixtime_nanos,
    "with_timezone": time_zones.with_timezone,
    "at_timezone": time_zones.at_timezone,
    "timezone": time_zones.timezone,
    "current_timezone": time_zones.current_timezone,
    "date_format": time_formats.date_format,
    "date_parse": time_formats.date_parse,
    "format_datetime": time_formats.format_datetime,
    "parse_datetime": time_formats.parse_datetime,
    "from_iso8601_timestamp": time_formats.from_iso8601_timestamp,
    "from_iso8601_timestamp_nanos": time_nanos.from_iso8601_timestamp_nanos,
    "from_iso8601_date": time_formats.from_iso8601_date,
    "to_iso8601": time_formats.to_iso8601,
    "parse_duration": time_formats.parse_duration,
}
