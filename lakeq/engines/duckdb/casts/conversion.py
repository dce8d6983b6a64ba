"""A conversion: one cast to spell, with what every kind of cast needs."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from lakeq.engines.duckdb.failures import failure_about
from lakeq.engines.duckdb.spelling import shared, text
from lakeq.engines.duckdb.types import duckdb_type
from lakeq.engines.duckdb.udfs.base import Udf, Udfs
from lakeq.errors import InvalidCast, NotSupported
from lakeq.model.types import MAX_DECIMAL_DIGITS, DataType, Kind

_QUICK_DIGITS = 18
_SHORT_NAMES = {Kind.INTEGER: "INT"}


@dataclass(frozen=True, slots=True)
class Conversion:
    """One cast to spell: an operand, its type, the wanted type, and whether failing is NULL.

    ``timezone`` is the session's. ``spell`` spells any other cast in the same manner.
    """

    operand: str
    source: DataType
    target: DataType
    safe: bool
    timezone: str
    spell: "Callable[[Conversion], str]"
    udfs: Udfs | None = None

    @property
    def target_name(self) -> str:
        """The wanted type, as DuckDB stores it."""
        return duckdb_type(self.target)

    def native(self, operand: str | None = None) -> str:
        """Spell DuckDB's own cast."""
        word = "TRY_CAST" if self.safe else "CAST"
        return f"{word}({operand or self.operand} AS {self.target_name})"

    def native_text(self, operand: str) -> str:
        """Spell DuckDB's own cast of text.

        DuckDB 1.5 does not check the digits of text with an exponent against a decimal of less
        than 38, so they are checked in a step of their own. A decimal of 38 takes it a hundred times
        as long to read as one of 18, which is therefore used for all that surely fits.
        """
        if self.target.kind is not Kind.DECIMAL:
            return self.native(operand)
        scale = self.target.scale
        word = "TRY_CAST" if self.safe else "CAST"

        def build(value: str) -> str:
            checked = self.native(f"{word}({value} AS DECIMAL(38,{scale}))")
            if (self.target.precision or MAX_DECIMAL_DIGITS) <= _QUICK_DIGITS:
                has_exponent = f"contains({value}, 'e') OR contains({value}, 'E')"
                return f"CASE WHEN {has_exponent} THEN {checked} ELSE {self.native(value)} END"
            room = _QUICK_DIGITS - 1 - scale
            if room < 1:
                return checked
            fits = f"regexp_full_match({value}, '[+-]?[0-9]{{1,{room}}}(\\.[0-9]*)?')"
            quick = self.native(f"{word}({value} AS DECIMAL({_QUICK_DIGITS},{scale}))")
            return f"CASE WHEN {fits} THEN {quick} ELSE {checked} END"

        return shared(operand, build)

    def again(self, operand: str, source: DataType, target: DataType) -> str:
        """Cast a part of the operand, or the operand in a further step."""
        return self.spell(replace(self, operand=operand, source=source, target=target))

    def udf(self, path: str, source: DataType, operand: str) -> str:
        """Spell a cast by a Python function that is made for the two types."""
        if self.udfs is None:
            raise NotSupported(f"Cast from {source.trino} to {self.target.trino} is not supported")
        udf = Udf(path, (source,), self.target, by_type=True)
        return f"{self.udfs.name(udf)}({operand})"

    def fail(self, message: str) -> str:
        """Spell what becomes of a value that cannot be cast; the message is an expression."""
        if self.safe:
            return f"CAST(NULL AS {self.target_name})"
        return failure_about(InvalidCast, message, self.target_name)


Convert: TypeAlias = Callable[[Conversion], str]


def native(conversion: Conversion) -> str:
    """Spell a cast that DuckDB does as Trino."""
    return conversion.native()


def refusal(conversion: Conversion, value: str) -> str:
    """Spell Trino's message about text that is no value of the wanted type."""
    target = conversion.target
    match target.kind:
        case Kind.DATE | Kind.TIMESTAMP:
            return f"{text(f'Value cannot be cast to {target.kind.value}: ')} || {value}"
        case Kind.DECIMAL:
            ending = text(f"' to DECIMAL({target.precision}, {target.scale})")
            return f"'Cannot cast VARCHAR ''' || {value} || {ending}"
        case kind:
            ending = text(f"' to {_SHORT_NAMES.get(kind, kind.value.upper())}")
            return f"'Cannot cast ''' || {value} || {ending}"
