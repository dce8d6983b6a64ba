"""Expressions: from the parser's nodes to bound, typed ones, one small rule for each kind of node."""

from dataclasses import dataclass, field, replace

from sqlglot import exp

from lakeq.errors import LakeqError
from lakeq.model.bound import Expression
from lakeq.sql.bind.binder import BindQuery, Rule, unsupported
from lakeq.sql.bind.expressions import constants, extracts, functions, json, operators, subqueries
from lakeq.sql.bind.expressions.calls import boolean
from lakeq.sql.bind.scopes import Scope
from lakeq.sql.bind.session import BindSession
from lakeq.sql.positions import position

_RULES: dict[type[exp.Expr], Rule] = {
    **constants.RULES,
    **operators.RULES,
    **subqueries.RULES,
    **functions.RULES,
    **json.RULES,
    **extracts.RULES,
}


@dataclass(frozen=True, slots=True)
class ExpressionBinder:
    """Binds expressions of one clause over one scope.

    ``clause`` names the clause in messages; aggregates and windows are allowed where it is empty.
    ``source_scope`` is what aggregates' arguments see, where that is not ``scope``.
    """

    session: BindSession
    scope: Scope
    bind_query: BindQuery
    clause: str = ""
    named_windows: dict[str, exp.Window] = field(default_factory=dict)
    is_inside_aggregate: bool = False
    source_scope: Scope | None = None

    def bind(self, node: exp.Expr) -> Expression:
        """Bind one expression. Raises ProgrammingError, pointing into the text."""
        rule = _RULES.get(type(node))
        if rule is None:
            raise unsupported(node)
        try:
            return rule(self, node)
        except LakeqError as error:
            if error.line is None:
                error.line, error.column = position(node) or (None, None)
            raise

    def bind_boolean(self, node: exp.Expr, what: str) -> Expression:
        """Bind a predicate."""
        return boolean(self.bind(node), what, node)

    def without_aggregates(self, clause: str) -> "ExpressionBinder":
        """Make a binder for a clause in which aggregates and windows may not stand."""
        return replace(self, clause=clause)

    def inside_lambda(self, scope: Scope) -> "ExpressionBinder":
        """Make a binder for a lambda's body."""
        return replace(self, clause="Lambda expression", scope=scope)

    def inside_aggregate(self) -> "ExpressionBinder":
        """Make a binder for an aggregate's arguments."""
        scope = self.source_scope or self.scope
        return replace(self, is_inside_aggregate=True, scope=scope)
