"""Conversions."""

from lakeq.engines.duckdb.casts.casting import cast
from lakeq.engines.duckdb.functions.invocation import Invocation, Template, named
from lakeq.engines.duckdb.spelling import text
from lakeq.model.types import VARCHAR, DataType, Kind

_FORMATTED = {
    Kind.UNKNOWN: "s",
    Kind.BOOLEAN: "b",
    Kind.TINYINT: "i",
    Kind.SMALLINT: "i",
    Kind.INTEGER: "i",
    Kind.BIGINT: "i",
    Kind.REAL: "r",
    Kind.DOUBLE: "d",
    Kind.DECIMAL: "n",
    Kind.DATE: "t",
    Kind.TIME: "t",
    Kind.TIMESTAMP: "t",
    Kind.TIMESTAMP_WITH_TIME_ZONE: "z",
    Kind.VARCHAR: "s",
    Kind.CHAR: "s",
    Kind.JSON: "s",
}
"""Which values Java's formatter gets as they are, and the letter that tells Python of what kind they
are. All others are cast to text first."""


def format_values(call: Invocation) -> str:
    """Spell format; NULLs among the values are formatted, too."""
    kinds = ""
    values: list[tuple[str, DataType]] = []
    for argument, spelled in zip(call.arguments[1:], call.sql[1:], strict=True):
        kind = _FORMATTED.get(argument.type.kind)
        kinds += kind or "s"
        if kind is None:
            as_text = cast(spelled, argument.type, VARCHAR, timezone=call.timezone, udfs=call.udfs)
            values.append((as_text, VARCHAR))
        elif argument.type.kind is Kind.UNKNOWN:
            values.append(("CAST(NULL AS VARCHAR)", VARCHAR))
        else:
            values.append((spelled, argument.type))
    operands = [(text(kinds), VARCHAR), (call.sql[0], VARCHAR), *values]
    return call.udf("formatter.format_values", operands, takes_null=True)


TEMPLATES: dict[str, Template] = {
    "format": format_values,
    "format_number": lambda call: call.udf("conversions.format_number"),
    "parse_data_size": lambda call: call.udf("conversions.parse_data_size"),
    "uuid": named("uuid"),
}
