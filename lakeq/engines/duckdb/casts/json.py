"""Casts from and to JSON: of plain scalars by DuckDB, of the rest by Python."""

from dataclasses import replace

from lakeq.engines.duckdb.casts.conversion import Conversion, Convert
from lakeq.engines.duckdb.spelling import shared, text
from lakeq.engines.duckdb.udfs.base import Udfs
from lakeq.model.types import (
    FLOAT_KINDS,
    INTEGER_KINDS,
    JSON,
    VARCHAR,
    DataType,
    Field,
    Kind,
)

_MOMENTS = (Kind.DATE, Kind.TIMESTAMP)
_CONTAINERS = (Kind.ARRAY, Kind.MAP, Kind.ROW)
# As many digits as fit into every type, or are exact in every one.
_SURE_WHOLE = {
    Kind.TINYINT: "-?[1-9]?[0-9]",
    Kind.SMALLINT: "-?[0-9]{1,4}",
    Kind.INTEGER: "-?[0-9]{1,9}",
    Kind.BIGINT: "-?[0-9]{1,18}",
    Kind.DOUBLE: r"-?[0-9]{1,15}(\.[0-9]{1,15})?",
}


def cast_json_text(operand: str, target: DataType, *, safe: bool, udfs: Udfs) -> str:
    """Spell a cast of a text that is yet to be parsed to an array, a map or a row.

    Trino makes one step of ``CAST(json_parse(text) AS ...)``: bad JSON is then a cast that failed.
    """
    conversion = Conversion(operand, JSON, target, safe, "UTC", _from_json, udfs)
    return conversion.udf(f"json_casts.{'try_' * safe}from_text", JSON, operand)


def _to_json(conversion: Conversion) -> str:
    """Cast to JSON, after casting to text what JSON holds as text."""
    plain = _without_moments(conversion.source)
    operand = conversion.operand
    if plain != conversion.source:
        operand = conversion.again(operand, conversion.source, plain)
    return replace(conversion, source=plain).udf("json_casts.to_json", plain, operand)


def _without_moments(data_type: DataType) -> DataType:
    if data_type.kind in _MOMENTS:
        return VARCHAR
    fields = tuple(Field(each.name, _without_moments(each.type)) for each in data_type.fields)
    return replace(data_type, fields=fields) if fields else data_type


def _plain_to_json(conversion: Conversion) -> str:
    return conversion.again(conversion.operand, conversion.source, VARCHAR)


def _text_to_json(conversion: Conversion) -> str:
    return f"CAST(to_json({conversion.operand}) AS VARCHAR)"


def _moment_to_json(conversion: Conversion) -> str:
    return f"('\"' || {_plain_to_json(conversion)} || '\"')"


def _from_json(conversion: Conversion) -> str:
    name = f"json_casts.{'try_' * conversion.safe}from_json"
    return conversion.udf(name, JSON, conversion.operand)


def _number_from_json(conversion: Conversion) -> str:
    """Leave plain numbers to DuckDB."""
    pattern = text(_SURE_WHOLE[conversion.target.kind])
    return shared(
        conversion.operand,
        lambda value: (
            f"CASE WHEN regexp_full_match({value}, {pattern}) THEN {conversion.native(value)} "
            f"ELSE {_from_json(replace(conversion, operand=value))} END"
        ),
    )


def _text_from_json(conversion: Conversion) -> str:
    """Leave to DuckDB strings, of which all but those with an escape stand as they are."""
    limit = conversion.target.precision

    def build(value: str) -> str:
        by_python = _from_json(replace(conversion, operand=value, target=VARCHAR))
        return (
            f"CASE WHEN left({value}, 1) = '\"' THEN json_extract_string({value}, '$') "
            f"WHEN regexp_full_match({value}, '-?[0-9]+|true|false') THEN {value} "
            f"WHEN {value} = 'null' THEN NULL ELSE {by_python} END"
        )

    spelled = shared(conversion.operand, build)
    return spelled if limit is None else f"left({spelled}, {limit})"


TO_JSON: dict[tuple[Kind, Kind], Convert] = {
    **{(source, Kind.JSON): _plain_to_json for source in INTEGER_KINDS},
    **{(source, Kind.JSON): _to_json for source in (*FLOAT_KINDS, *_CONTAINERS)},
    **{(source, Kind.JSON): _moment_to_json for source in _MOMENTS},
    (Kind.BOOLEAN, Kind.JSON): _plain_to_json,
    (Kind.DECIMAL, Kind.JSON): _plain_to_json,
    (Kind.VARCHAR, Kind.JSON): _text_to_json,
}
FROM_JSON: dict[tuple[Kind, Kind], Convert] = {
    **{(Kind.JSON, target): _number_from_json for target in (*INTEGER_KINDS, Kind.DOUBLE)},
    **{(Kind.JSON, target): _from_json for target in (Kind.BOOLEAN, Kind.REAL, Kind.DECIMAL)},
    **{(Kind.JSON, target): _from_json for target in _CONTAINERS},
    (Kind.JSON, Kind.VARCHAR): _text_from_json,
}
