"""The rule for EXTRACT: which field may be taken from which type."""

from sqlglot import exp

from lakeq.errors import QuerySyntaxError, TypeMismatch
from lakeq.model.bound import Expression
from lakeq.model.types import Kind
from lakeq.sql.bind.binder import Binder, Rule
from lakeq.sql.bind.expressions.calls import call
from lakeq.sql.positions import position

_DAYS = (Kind.DATE, Kind.TIMESTAMP, Kind.TIMESTAMP_WITH_TIME_ZONE)
_ZONED = (Kind.TIMESTAMP_WITH_TIME_ZONE, Kind.TIME_WITH_TIME_ZONE)
_CLOCKS = (
    Kind.TIMESTAMP,
    Kind.TIMESTAMP_WITH_TIME_ZONE,
    Kind.TIME,
    Kind.TIME_WITH_TIME_ZONE,
    Kind.INTERVAL_DAY_TO_SECOND,
)
_FIELDS: dict[str, tuple[Kind, ...]] = {
    "YEAR": (*_DAYS, Kind.INTERVAL_YEAR_TO_MONTH),
    "MONTH": (*_DAYS, Kind.INTERVAL_YEAR_TO_MONTH),
    "DAY": (*_DAYS, Kind.INTERVAL_DAY_TO_SECOND),
    "QUARTER": _DAYS,
    "WEEK": _DAYS,
    "DAY_OF_MONTH": _DAYS,
    "DAY_OF_WEEK": _DAYS,
    "DOW": _DAYS,
    "DAY_OF_YEAR": _DAYS,
    "DOY": _DAYS,
    "YEAR_OF_WEEK": _DAYS,
    "YOW": _DAYS,
    "HOUR": _CLOCKS,
    "MINUTE": _CLOCKS,
    "SECOND": _CLOCKS,
    "TIMEZONE_HOUR": _ZONED,
    "TIMEZONE_MINUTE": _ZONED,
}


def _extract(binder: Binder, node: exp.Expr) -> Expression:
    field = node.this.name.upper()
    kinds = _FIELDS.get(field)
    if kinds is None:
        line, column = position(node) or (None, None)
        raise QuerySyntaxError(
            f"Invalid EXTRACT field: {node.this.name.lower()}", line=line, column=column
        )
    operand = binder.bind(node.expression)
    if operand.type.kind not in kinds:
        line, column = position(node.expression) or (None, None)
        raise TypeMismatch(f"Cannot extract {field} from {operand.type}", line=line, column=column)
    return call(field.lower(), (operand,), node)


RULES: dict[type[exp.Expr], Rule] = {exp.Extract: _extract}
