"""URLs: taken apart natively where they are plain, and in Python where they are not."""

from collections.abc import Callable

from lakeq.engines.duckdb.functions.invocation import Invocation, Template
from lakeq.engines.duckdb.spelling import shared, text

_PLAIN = (
    r"([A-Za-z][A-Za-z0-9+.-]*)://"
    r"((?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?)"
    r"(?::([0-9]{1,9}))?"
    r"((?:/[A-Za-z0-9_.!~*'();:@&=+$,/-]*)?)"
    r"(\?[A-Za-z0-9_.!~*'();:@&=+$,/?\[\]-]*)?"
    r"(#[A-Za-z0-9_.!~*'();:@&=+$,/?\[\]-]*)?"
)
"""A URL of a named host and ASCII characters, none of them encoded: nearly all that there are."""

_GROUPS = {"protocol": 1, "host": 2, "port": 3, "path": 4, "query": 5, "fragment": 6}


def extract(call: Invocation) -> str:
    """Spell the extraction of one part."""
    part = call.function.removeprefix("url_extract_")
    found = f"regexp_extract({{}}, {text(f'^(?:{_PLAIN})$')}, {_GROUPS[part]})"
    if part in ("query", "fragment"):
        found = f"substr({found}, 2)"
    if part == "port":
        found = f"TRY_CAST({found} AS BIGINT)"
    return _where_plain(call, lambda value: found.replace("{}", value), part)


def encode(call: Invocation) -> str:
    """Spell url_encode: what DuckDB encodes, but for a few signs and the space."""
    encoded = f"url_encode({call.sql[0]})"
    for theirs, ours in (("%20", "+"), ("~", "%7E"), ("%2A", "*")):
        encoded = f"replace({encoded}, {text(theirs)}, {text(ours)})"
    return encoded


def decode(call: Invocation) -> str:
    """Spell url_decode: natively, if only ASCII is encoded and nothing wrong."""

    def build(value: str) -> str:
        plain = text("(?:[^%]|%[0-7][0-9A-Fa-f])*")
        return (
            f"CASE WHEN regexp_full_match({value}, {plain}, 's') "
            f"THEN url_decode(replace({value}, '+', ' ')) "
            f"ELSE {call.udf('urls.decode', [(value, call.first)])} END"
        )

    return shared(call.sql[0], build)


def _where_plain(call: Invocation, native: Callable[[str], str], part: str) -> str:
    def build(value: str) -> str:
        return (
            f"CASE WHEN regexp_full_match({value}, {text(_PLAIN)}) THEN {native(value)} "
            f"ELSE {call.udf(f'urls.{part}', [(value, call.first)])} END"
        )

    return shared(call.sql[0], build)


TEMPLATES: dict[str, Template] = {
    **{f"url_extract_{part}": extract for part in _GROUPS},
    "url_extract_parameter": lambda call: call.udf("urls.parameter"),
    "url_encode": encode,
    "url_decode": decode,
}
