"""Rules for constants: literals, parameters, intervals and the statement's clock."""

from datetime import datetime, timedelta

from sqlglot import exp

from lakeq.errors import InvalidArgument, InvalidLiteral, TypeMismatch
from lakeq.model.bound import Call, Expression, Literal
from lakeq.model.names import CATALOG_NAME
from lakeq.model.types import (
    DATE,
    MICROSECOND_DIGITS,
    VARBINARY,
    VARCHAR,
    DataType,
    Kind,
    timestamp,
)
from lakeq.model.zones import offset_name, offset_text, zone, zone_name
from lakeq.sql.bind.binder import Binder, Rule, unsupported
from lakeq.sql.bind.expressions import literals, moments
from lakeq.sql.bind.expressions.coercions import coerce
from lakeq.sql.bind.session import Constant
from lakeq.sql.nodes import TypedLiteral
from lakeq.sql.positions import position

_BEYOND_BIGINT = 2**63
"""The one number that is only a bigint behind a minus sign."""


def _literal(_binder: Binder, node: exp.Expr) -> Expression:
    if node.is_string:
        return literals.string(node.name)
    literal = literals.number(node.name)
    if literal.value == _BEYOND_BIGINT and not isinstance(node.parent, exp.Neg):
        raise InvalidLiteral(f"Invalid numeric literal: {node.name}")
    return literal


def _typed_literal(_binder: Binder, node: exp.Expr) -> Expression:
    assert isinstance(node, TypedLiteral)
    return literals.typed(node.type_name, node.text_value)


def _hexadecimal(_binder: Binder, node: exp.Expr) -> Expression:
    return Literal(bytes.fromhex(node.name), VARBINARY)


def _null(_binder: Binder, _node: exp.Expr) -> Expression:
    return literals.NULL


def _boolean(_binder: Binder, node: exp.Expr) -> Expression:
    return literals.TRUE if node.this else literals.FALSE


def _parameter(binder: Binder, node: exp.Expr) -> Expression:
    value = binder.session.parameter(node)
    return value.expression if isinstance(value, Constant) else literals.parameter(value)


def _interval(_binder: Binder, node: exp.Expr) -> Expression:
    unit = node.args["unit"]
    if isinstance(unit, exp.IntervalSpan):
        return moments.interval(node.this.name, unit.this.name, unit.expression.name)
    return moments.interval(node.this.name, unit.name, None)


def _current_date(binder: Binder, _node: exp.Expr) -> Expression:
    return Literal(binder.session.local_now().date(), DATE)


def _local_timestamp(binder: Binder, node: exp.Expr) -> Expression:
    digits = _clock_digits(node)
    now = binder.session.local_now()
    return Literal(_rounded(now, digits), timestamp(digits))


def _current_timestamp(binder: Binder, node: exp.Expr) -> Expression:
    digits = _clock_digits(node)
    here = zone(zone_name(binder.session.context.timezone) or "UTC")
    now = _rounded(binder.session.context.now, digits).astimezone(here)
    return Literal(now, DataType(Kind.TIMESTAMP_WITH_TIME_ZONE, digits))


def _local_time(binder: Binder, node: exp.Expr) -> Expression:
    digits = _clock_digits(node)
    now = _rounded(binder.session.local_now(), digits).time()
    return Literal(now, DataType(Kind.TIME, digits))


def _current_time(binder: Binder, node: exp.Expr) -> Expression:
    digits = _clock_digits(node)
    here = zone(zone_name(binder.session.context.timezone) or "UTC")
    now = _rounded(binder.session.context.now, digits).astimezone(here)
    fraction = f"{now.microsecond:06}".ljust(digits, "0")[:digits]
    minutes = (now.utcoffset() or timedelta()) // timedelta(minutes=1)
    return moments.zoned_time(now.time(), fraction, offset_text(minutes))


def _clock_digits(node: exp.Expr) -> int:
    digits = 3 if node.this is None else int(node.this.name)
    if digits > _MAX_DIGITS:
        line, column = position(node) or (None, None)
        raise InvalidArgument(
            f"precision must be in range [0, {_MAX_DIGITS}]", line=line, column=column
        )
    return digits


def _rounded(moment: datetime, digits: int) -> datetime:
    unit = timedelta(microseconds=10 ** max(MICROSECOND_DIGITS - digits, 0))
    past = timedelta(microseconds=moment.microsecond) % unit
    return moment - past + (unit if 2 * past >= unit else timedelta())


def _at_time_zone(binder: Binder, node: exp.Expr) -> Expression:
    operand = binder.bind(node.this)
    line, column = position(node) or (None, None)
    if operand.type.kind not in _WITH_CLOCKS:
        raise TypeMismatch(
            "Type of value must be a time or timestamp with or without time zone"
            f" (actual {operand.type})",
            line=line,
            column=column,
        )
    written = node.args.get("zone")
    here = zone_name(binder.session.context.timezone) or "UTC"
    there = here if written is None else _written_zone(binder.bind(written), node)
    is_time = operand.type.kind in _TIMES
    kind = Kind.TIME_WITH_TIME_ZONE if is_time else Kind.TIMESTAMP_WITH_TIME_ZONE
    moment = coerce(operand, DataType(kind, operand.type.precision))
    if isinstance(moment, Literal) and isinstance(moment.value, datetime):
        return Literal(moment.value.astimezone(zone(there)), moment.type)
    return Call("at_time_zone", (moment, literals.string(there)), moment.type)


def _written_zone(written: Expression, node: exp.Expr) -> str:
    """Name the zone of a literal: its name, or its distance from UTC."""
    value = written.value if isinstance(written, Literal) else None
    line, column = position(node) or (None, None)
    if isinstance(value, str):
        name = zone_name(value)
        message = f"Time zone not supported: {value}"
    elif isinstance(value, timedelta):
        minutes, rest = divmod(value, timedelta(minutes=1))
        name = None if rest else offset_name(minutes)
        message = (
            "Invalid time zone offset interval: interval contains seconds"
            if rest
            else f"Invalid offset minutes {minutes}"
        )
    else:
        raise TypeMismatch(f"Type of time zone is {written.type}", line=line, column=column)
    if name is None:
        raise InvalidArgument(message, line=line, column=column)
    return name


def _current_catalog(_binder: Binder, _node: exp.Expr) -> Expression:
    return Literal(CATALOG_NAME, VARCHAR)


def _current_schema(binder: Binder, _node: exp.Expr) -> Expression:
    return Literal(binder.session.context.database, VARCHAR)


def _current_user(_binder: Binder, node: exp.Expr) -> Expression:
    raise unsupported(node, "CURRENT_USER")


_MAX_DIGITS = 12
_TIMES = (Kind.TIME, Kind.TIME_WITH_TIME_ZONE)
_WITH_CLOCKS = (*_TIMES, Kind.TIMESTAMP, Kind.TIMESTAMP_WITH_TIME_ZONE)
RULES: dict[type[exp.Expr], Rule] = {
    exp.Literal: _literal,
    TypedLiteral: _typed_literal,
    exp.HexString: _hexadecimal,
    exp.Null: _null,
    exp.Boolean: _boolean,
    exp.Placeholder: _parameter,
    exp.Interval: _interval,
    exp.CurrentDate: _current_date,
    exp.CurrentTime: _current_time,
    exp.CurrentTimestamp: _current_timestamp,
    exp.Localtime: _local_time,
    exp.Localtimestamp: _local_timestamp,
    exp.AtTimeZone: _at_time_zone,
    exp.CurrentCatalog: _current_catalog,
    exp.CurrentSchema: _current_schema,
    exp.CurrentUser: _current_user,
}
