"""Rules for constants: literals, parameters, intervals and the statement's clock."""

from sqlglot import exp

from lakeq.model.bound import Expression, Literal
from lakeq.model.types import DATE, VARBINARY, timestamp
from lakeq.sql.bind import literals
from lakeq.sql.bind.binder import Binder, Rule, unsupported
from lakeq.sql.bind.session import Constant
from lakeq.sql.nodes import TypedLiteral


def _literal(_binder: Binder, node: exp.Expr) -> Expression:
    return literals.string(node.name) if node.is_string else literals.number(node.name)


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
    unit = node.args.get("unit")
    if not isinstance(unit, exp.Var):
        raise unsupported(node, "Compound interval literal")
    return literals.interval(node.this.name, unit.name)


def _current_date(binder: Binder, _node: exp.Expr) -> Expression:
    return Literal(binder.session.local_now().date(), DATE)


def _local_timestamp(binder: Binder, _node: exp.Expr) -> Expression:
    now = binder.session.local_now()
    return Literal(now.replace(microsecond=now.microsecond // 1000 * 1000), timestamp(3))


RULES: dict[type[exp.Expr], Rule] = {
    exp.Literal: _literal,
    TypedLiteral: _typed_literal,
    exp.HexString: _hexadecimal,
    exp.Null: _null,
    exp.Boolean: _boolean,
    exp.Placeholder: _parameter,
    exp.Interval: _interval,
    exp.CurrentDate: _current_date,
    exp.Localtimestamp: _local_timestamp,
}
