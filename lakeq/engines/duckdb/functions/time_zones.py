"""Instants and zones: Unix time, and moments that are given a zone or another one."""

from lakeq.engines.duckdb.functions.invocation import Invocation
from lakeq.engines.duckdb.functions.time_parts import local_moment
from lakeq.engines.duckdb.moments import from_local, instant_of
from lakeq.engines.duckdb.spelling import shared, text
from lakeq.model.types import Kind

_MILLISECOND_DIGITS = 3


def to_unixtime(call: Invocation) -> str:
    """Spell to_unixtime: seconds since 1970 in UTC, a timestamp being in the session's zone."""
    local_moment(call.sql[0], call.first)
    if call.first.kind is Kind.TIMESTAMP:
        instant = from_local(call.sql[0], text(call.timezone))
    else:
        instant = instant_of(call.sql[0])

    def build(micros: str) -> str:
        thousand, million = "CAST(1000 AS DOUBLE)", "CAST(1000000 AS DOUBLE)"
        if (call.first.precision or 0) <= _MILLISECOND_DIGITS:
            return f"(({micros} // 1000) / {thousand})"
        # Trino adds up two doubles.
        rest = f"((({micros} % 1000) + 1000) % 1000)"
        return f"((({micros} - {rest}) // 1000) / {thousand} + {rest} / {million})"

    return shared(f"epoch_us({instant})", build)
