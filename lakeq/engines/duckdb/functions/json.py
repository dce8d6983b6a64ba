"""JSON: kept as its canonical text.

DuckDB's own functions answer wherever they read a text as Trino does; the rest goes to Python. They
find the first of members with one name, as Trino does, but lose how a number was spelled, allow NaN
and a comma too many, and do not answer where the text is broken behind what is looked for.
"""

import re
from collections.abc import Callable

from lakeq.engines.duckdb.functions.invocation import Invocation, Template
from lakeq.engines.duckdb.functions.sql_json import TEMPLATES as SQL_JSON
from lakeq.engines.duckdb.spelling import shared, text
from lakeq.functions.json_paths import path_tokens
from lakeq.model.types import VARCHAR, Kind

_ODD_INDEX = re.compile(r"\+?[0-9]*[^\x00-\x7f][\s\S]*|\+[0-9]+|0[0-9]+")
_SUSPICIOUS = r"(?i),\s*[\]}]|(^|[:,\[])\s*-?(nan|inf)"
# A number that DuckDB may spell otherwise than the text: a zero too many, an exponent, many digits.
_RESPELLED = (
    r"[0-9][eE][-+0-9]|\.[0-9]+0([^0-9]|$)|[0-9]\.[0-9]{12}|[0-9]{5}\.[0-9]{8}|"
    r"[0-9]{9}\.[0-9]{4}|[0-9]{13}\.[0-9]"
)
_NEGATIVE_ZERO = "(^|[^0-9])-0"
_DECIMAL = r"-?[0-9]+\.[0-9]+"
_FRACTIONS = "[0-9][.eE]|-0"


def parse(call: Invocation) -> str:
    """Spell json_parse."""
    return call.udf("json_functions.parse")


def format_text(call: Invocation) -> str:
    """Spell json_format: the canonical text is the text."""
    return call.sql[0]


def extract(call: Invocation) -> str:
    """Spell json_extract."""
    pointer = _pointer(call)
    if pointer is None:
        return call.udf("json_functions.extract")

    def native(document: str) -> str:
        return shared(
            f"CAST(json_extract({document}, {pointer}) AS VARCHAR)",
            lambda found: (
                f"CASE WHEN regexp_matches({found}, {text(_FRACTIONS)}) "
                f"THEN {_by_python(call, 'extract', document)} ELSE {found} END"
            ),
        )

    return _guarded(call, native)


def extract_scalar(call: Invocation) -> str:
    """Spell json_extract_scalar."""
    pointer = _pointer(call)
    if pointer is None:
        return call.udf("json_functions.extract_scalar")

    def native(document: str) -> str:
        by_python = _by_python(call, "extract_scalar", document)
        return shared(
            f"CAST(json_extract({document}, {pointer}) AS VARCHAR)",
            lambda found: (
                f"CASE WHEN left({found}, 1) = '\"' THEN json_extract_string({found}, '$') "
                f"WHEN regexp_full_match({found}, '-?[1-9][0-9]*|true|false') THEN {found} "
                f"WHEN left({found}, 1) IN ('{{', '[', 'n') THEN NULL "
                f"WHEN regexp_full_match({found}, {text(_DECIMAL)}) "
                f"AND NOT regexp_matches({document}, {text(_RESPELLED)}) THEN {found} "
                f"WHEN {found} = '0' AND NOT regexp_matches({document}, {text(_NEGATIVE_ZERO)}) "
                f"THEN {found} ELSE {by_python} END"
            ),
        )

    return _guarded(call, native)


def array_length(call: Invocation) -> str:
    """Spell json_array_length."""

    def native(document: str) -> str:
        length = f"CAST(json_array_length({document}) AS BIGINT)"
        return f"CASE WHEN json_type({document}) = 'ARRAY' THEN {length} END"

    return _guarded(call, native)


def array_contains(call: Invocation) -> str:
    """Spell json_array_contains."""
    return call.udf(f"json_functions.array_contains_{call.arguments[1].type.kind.value}")


def _guarded(call: Invocation, native: Callable[[str], str]) -> str:
    """Let DuckDB answer for texts that it reads as Trino does."""
    if call.first.kind is Kind.JSON:
        return shared(call.sql[0], native)
    return shared(
        call.sql[0],
        lambda document: (
            f"CASE WHEN {document} IS NULL THEN NULL WHEN json_valid({document}) "
            f"AND NOT regexp_matches({document}, {text(_SUSPICIOUS)}) THEN {native(document)} "
            f"ELSE {_by_python(call, call.function.removeprefix('json_'), document)} END"
        ),
    )


def _by_python(call: Invocation, name: str, document: str) -> str:
    arguments = [(document, call.first)]
    arguments.extend((sql, VARCHAR) for sql in call.sql[1:])
    return call.udf(f"json_functions.{name}", arguments)


def _pointer(call: Invocation) -> str | None:
    """Turn a constant path into a JSON pointer, which like Trino takes 0 for a name or an index."""
    path = call.constant_text(1)
    tokens = None if path is None else path_tokens(path)
    if tokens is None or any(_ODD_INDEX.fullmatch(token) for token in tokens):
        return None
    escaped = (token.replace("~", "~0").replace("/", "~1") for token in tokens)
    return text("".join(f"/{token}" for token in escaped)) if tokens else "'$'"


def _udf(name: str) -> Template:
    return lambda call: call.udf(f"json_functions.{name}")


TEMPLATES: dict[str, Template] = {
    "json_parse": parse,
    "json_format": format_text,
    "json_extract": extract,
    "json_extract_scalar": extract_scalar,
    "json_size": _udf("size"),
    "json_array_length": array_length,
    "json_array_contains": array_contains,
    "json_array_get": _udf("array_get"),
    "is_json_scalar": _udf("is_scalar"),
    **SQL_JSON,
}
