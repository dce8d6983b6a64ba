"""Invocation: one call to spell, its operands spelled already."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from lakeq.engines.duckdb.bounds import Bounds
from lakeq.engines.duckdb.failures import failure, failure_about
from lakeq.engines.duckdb.types import duckdb_type
from lakeq.engines.duckdb.udfs.base import Udf, Udfs
from lakeq.errors import LakeqError, NotSupported
from lakeq.model.bound import Call, Cast, Expression, Lambda, Literal
from lakeq.model.types import DataType, Kind

SpellLambda: TypeAlias = Callable[[Lambda, Sequence[str]], str]
"""Spells the body of a lambda, its parameters standing for these operands."""


@dataclass(frozen=True, slots=True)
class Invocation:
    """A call, its arguments' SQL, and what the whole query shares.

    A lambda has no SQL until ``function_of`` or ``apply`` asks for it.
    """

    call: Call
    sql: tuple[str, ...]
    bounds: Bounds
    spell_lambda: SpellLambda
    udfs: Udfs
    timezone: str = "UTC"

    @property
    def function(self) -> str:
        """The function's registry name."""
        return self.call.function

    @property
    def arguments(self) -> tuple[Expression, ...]:
        """The bound arguments."""
        return self.call.arguments

    @property
    def result(self) -> DataType:
        """The type of the result."""
        return self.call.type

    @property
    def first(self) -> DataType:
        """The type of the first argument."""
        return self.arguments[0].type

    @property
    def type_name(self) -> str:
        """The result's type, as DuckDB calls it."""
        return duckdb_type(self.result)

    def constant(self, index: int) -> object:
        """Give an argument's value; ``None`` when it is NULL or no constant."""
        return constant_value(self.arguments[index])

    def constant_text(self, index: int) -> str | None:
        """Give an argument's value, if it is a constant string."""
        value = self.constant(index)
        return value if isinstance(value, str) else None

    def function_of(self, index: int) -> str:
        """Spell the lambda that is an argument as DuckDB's list functions take it."""
        argument = self.arguments[index]
        assert isinstance(argument, Lambda), argument
        names = [f"l{variable.id}" for variable in argument.parameters]
        return f"lambda {', '.join(names)}: {self.apply(index, *names)}"

    def apply(self, index: int, *operands: str) -> str:
        """Spell the body of the lambda that is an argument, for the operands given."""
        argument = self.arguments[index]
        assert isinstance(argument, Lambda), argument
        return self.spell_lambda(argument, operands)

    def udf(
        self, path: str, arguments: Sequence[tuple[str, DataType]] | None = None, **options: bool
    ) -> str:
        """Spell a call of a Python function, ``module.name`` below ``engines.duckdb.udfs``.

        It gets the call's own arguments unless others are given, as SQL with their types. Options
        are those of ``Udf``.
        """
        if arguments is None:
            types = (argument.type for argument in self.arguments)
            arguments = list(zip(self.sql, types, strict=True))
        udf = Udf(path, tuple(data_type for _, data_type in arguments), self.result, **options)
        return f"{self.udfs.name(udf)}({', '.join(sql for sql, _ in arguments)})"

    def fail(self, error: type[LakeqError], message: str) -> str:
        """Spell a failure in the result's place."""
        return failure(error, message, self.type_name)

    def fail_about(self, error: type[LakeqError], message: str) -> str:
        """Spell a failure whose message is an expression; NULL there gives NULL."""
        return failure_about(error, message, self.type_name)

    def refuse(self) -> NotSupported:
        """Make the error for arguments that cannot be handled rightly."""
        types = ", ".join(argument.type.trino for argument in self.arguments)
        return NotSupported(f"{self.function}({types}) is not supported")


Template: TypeAlias = Callable[[Invocation], str]


def constant_value(expression: Expression) -> object:
    """Give a constant's value, seen through casts that keep it; ``None`` for NULL and the rest."""
    match expression:
        case Literal(value=value):
            return value
        case Cast(argument=argument, type=target) if _keeps_value(argument.type, target):
            return constant_value(argument)
        case _:
            return None


def named(name: str) -> Template:
    """Make the template of a function that DuckDB has, under a name of its own."""
    return lambda call: f"{name}({', '.join(call.sql)})"


def pattern(form: str) -> Template:
    """Make a template from a format string: ``{0}`` is the first argument, ``{type}`` the result's.

    Only for forms that name each argument at most once, or whose arguments are cheap.
    """
    return lambda call: form.format(*call.sql, type=call.type_name)


def _keeps_value(source: DataType, target: DataType) -> bool:
    if source.kind is Kind.VARCHAR:
        return target.kind is Kind.VARCHAR and target.precision is None
    if source.is_integer:
        return target.is_numeric
    return source.kind is Kind.DECIMAL is target.kind and source.scale <= target.scale
