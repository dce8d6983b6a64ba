"""Aggregation: one aggregate to spell, its arguments spelled already.

A template is given a way to spell one DuckDB aggregate with the call's own DISTINCT, FILTER, ORDER
BY and OVER, which it may use more than once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from lakeq.engines.duckdb.functions.invocation import SpellLambda, constant_value
from lakeq.engines.duckdb.types import duckdb_type
from lakeq.errors import NotSupported
from lakeq.model.bound import Expression
from lakeq.model.types import DataType

COUNTABLE = frozenset(
    (
        "count",
        "count_if",
        "min",
        "max",
        "bool_and",
        "bool_or",
        "bitwise_and_agg",
        "bitwise_or_agg",
        "arbitrary",
        "min_by",
        "max_by",
        "approx_distinct",
    )
)
"""Aggregates whose answer over repeated rows follows from the rows and how often they come."""


class Spell(Protocol):
    """Spells a DuckDB aggregate over some arguments, with a further filter if there is one.

    ``distinct`` is the call's own, unless another is said.
    """

    def __call__(
        self, name: str, *arguments: str, where: str | None = None, distinct: bool = ...
    ) -> str:
        """Spell it."""
        ...


@dataclass(frozen=True, slots=True)
class Aggregation:
    """An aggregate of the registry: its name, arguments and their SQL, and result type.

    ``sorted`` tells that its rows come in an order of their own. A lambda has no SQL until
    ``spell_lambda`` is asked for it.
    """

    function: str
    arguments: tuple[Expression, ...]
    sql: tuple[str, ...]
    type: DataType
    distinct: bool
    sorted: bool
    spell: Spell
    spell_lambda: SpellLambda

    @property
    def first(self) -> DataType:
        """The type of the first argument."""
        return self.arguments[0].type

    @property
    def type_name(self) -> str:
        """The result's type, as DuckDB calls it."""
        return duckdb_type(self.type)

    def constant(self, index: int) -> object:
        """Give an argument's value. Raises NotSupported when it is no constant, or NULL."""
        value = constant_value(self.arguments[index])
        if value is None:
            raise NotSupported(
                f"{self.function} is not supported with an argument {index + 1} that is no constant"
            )
        return value

    def refuse(self) -> NotSupported:
        """Make the error for arguments that cannot be handled rightly."""
        types = ", ".join(argument.type.trino for argument in self.arguments)
        return NotSupported(f"{self.function}({types}) is not supported")


Template: TypeAlias = Callable[[Aggregation], str]


def named(name: str) -> Template:
    """Make the template of an aggregate that DuckDB has, under a name of its own."""
    return lambda call: call.spell(name, *call.sql)
