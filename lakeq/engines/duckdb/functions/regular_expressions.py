"""Regular expressions: by DuckDB's own engine where it means what Java means."""

from lakeq.engines.duckdb.functions.invocation import Invocation, Template
from lakeq.engines.duckdb.patterns import to_re2
from lakeq.engines.duckdb.spelling import text


def regexp_like(call: Invocation) -> str:
    """Spell a search for a constant pattern, if DuckDB's expressions mean the same as Java's."""
    wanted = call.constant_text(1)
    if wanted is None:
        raise call.refuse()
    return f"regexp_matches({call.sql[0]}, {text(to_re2(wanted))})"


TEMPLATES: dict[str, Template] = {
    "regexp_like": regexp_like,
}
