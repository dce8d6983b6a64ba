"""Lambdas: their parameters get types from the function that they are given to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from sqlglot import exp

from lakeq.errors import NotSupported, TooManyArguments
from lakeq.model.bound import Expression, Lambda, LambdaVariable
from lakeq.model.traversal import subqueries
from lakeq.model.types import DataType, Field, Kind
from lakeq.sql.bind.binder import Binder
from lakeq.sql.bind.expressions.coercions import coerce
from lakeq.sql.bind.scopes import Scope, ScopeField
from lakeq.sql.positions import position

_MOST_ARGUMENTS = 127


@dataclass(frozen=True, slots=True)
class LambdaArgument:
    """A lambda as it is written, to be bound once its parameters' types are known."""

    binder: Binder
    node: exp.Expr
    _bodies: dict[tuple[LambdaVariable, ...], Expression] = field(
        default_factory=dict, compare=False
    )
    """Its body for the types tried, because in nested lambdas each trial tries all that is inside."""

    @property
    def arity(self) -> int:
        """Count the parameters."""
        return len(self.node.expressions)

    @property
    def type(self) -> DataType:
        """Give what is known of its type: how many parameters it has."""
        unknown = Field(None, DataType(Kind.UNKNOWN))
        return DataType(Kind.FUNCTION, fields=(unknown,) * (self.arity + 1))

    def result_type(self, parameters: Sequence[DataType]) -> DataType:
        """Give the type of its body; see ``LambdaSource``."""
        return self._body(self._variables(parameters)).type

    def bind(self, function: DataType) -> Lambda:
        """Bind it as a function of a type. Raises what its body raises."""
        *inputs, output = (field.type for field in function.fields)
        variables = self._variables(inputs)
        return Lambda(variables, coerce(self._body(variables), output), function)

    def _variables(self, types: Sequence[DataType]) -> tuple[LambdaVariable, ...]:
        # Numbered by how deep they stand, so that equal lambdas are equal.
        first = sum(1 for level in self.binder.scope.levels() if level.is_lambda) * 10
        names = (identifier.name for identifier in self.node.expressions)
        return tuple(
            LambdaVariable(first + index, name, data_type)
            for index, (name, data_type) in enumerate(zip(names, types, strict=True))
        )

    def _body(self, variables: tuple[LambdaVariable, ...]) -> Expression:
        if variables not in self._bodies:
            self._bodies[variables] = self._bound_body(variables)
        return self._bodies[variables]

    def _bound_body(self, variables: tuple[LambdaVariable, ...]) -> Expression:
        fields = tuple(ScopeField(variable.name, variable) for variable in variables)
        scope = Scope(fields, self.binder.scope, is_lambda=True)
        body = self.binder.inside_lambda(scope).bind(self.node.this)
        if any(True for _ in subqueries(body)):
            line, column = position(self.node) or (None, None)
            raise NotSupported(
                "Lambda expression cannot contain subqueries", line=line, column=column
            )
        return body


Argument: TypeAlias = Expression | LambdaArgument
"""An argument of a call, bound as far as it can be before the function is known."""


def bind_arguments(binder: Binder, node: exp.Expr) -> list[Argument]:
    """Bind the arguments of a call. Raises TooManyArguments beyond what Trino takes."""
    if len(node.expressions) > _MOST_ARGUMENTS:
        line, column = position(node) or (None, None)
        raise TooManyArguments(
            f"Too many arguments for function call {node.name.lower()}()", line=line, column=column
        )
    return [bind_argument(binder, part) for part in node.expressions]


def bind_argument(binder: Binder, node: exp.Expr) -> Argument:
    """Bind an argument of a call."""
    return LambdaArgument(binder, node) if isinstance(node, exp.Lambda) else binder.bind(node)
