"""Rules for JSON: which types can be cast from it and to it."""

from sqlglot import exp

from lakeq.errors import TypeMismatch
from lakeq.model.types import DataType, Kind
from lakeq.sql.positions import position

_KEYS = frozenset(
    (
        Kind.UNKNOWN,
        Kind.BOOLEAN,
        Kind.TINYINT,
        Kind.SMALLINT,
        Kind.INTEGER,
        Kind.BIGINT,
        Kind.REAL,
        Kind.DOUBLE,
        Kind.DECIMAL,
        Kind.VARCHAR,
    )
)
_FROM_JSON = _KEYS - {Kind.UNKNOWN} | {Kind.JSON}
_TO_JSON = _KEYS | {Kind.JSON, Kind.DATE, Kind.TIMESTAMP}


def check_json_cast(source: DataType, target: DataType, node: exp.Expr) -> None:
    """Refuse a cast from or to JSON of a type that JSON cannot hold. Raises TypeMismatch."""
    if target.kind is Kind.JSON:
        allowed = _holds_only(source, _TO_JSON)
    elif source.kind is Kind.JSON:
        allowed = _holds_only(target, _FROM_JSON)
    else:
        return
    if not allowed:
        line, column = position(node) or (None, None)
        raise TypeMismatch(f"Cannot cast {source} to {target}", line=line, column=column)


def _holds_only(data_type: DataType, scalars: frozenset[Kind]) -> bool:
    match data_type.kind:
        case Kind.ARRAY | Kind.ROW:
            return all(_holds_only(field.type, scalars) for field in data_type.fields)
        case Kind.MAP:
            return data_type.key.kind in _KEYS and _holds_only(data_type.value, scalars)
        case kind:
            return kind in scalars
