"""Domains of predicates: what a bound predicate says of the columns of one table.

A predicate is read for the rows where it is true and for those where it is false at once, because
NOT swaps the two and NULL is in neither. Whatever is not understood constrains nothing, so that a
domain may hold rows the predicate rejects and never lacks one it accepts.
"""

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from lakeq.model.bound import Call, Cast, ColumnReference, Expression, LiteralValue, ScanRelation
from lakeq.model.domains import Bound, Domain, Range, TupleDomain
from lakeq.model.types import DataType, Kind
from lakeq.sql.constants import INTEGER_BITS, fold


@dataclass(frozen=True, slots=True)
class PredicateDomain:
    """What a predicate says; ``exact`` when it holds for just the rows in ``domain``."""

    domain: TupleDomain
    exact: bool


def predicate_domain(predicate: Expression, scan: ScanRelation) -> PredicateDomain:
    """Turn a predicate over one table's columns into the domain it leaves them.

    Domains are named by the table's columns. Not understood, hence unconstrained: functions and
    narrowing casts over a column, columns compared with each other, char columns (their padding
    does not survive into files), members of rows, and other tables' columns.
    """
    return _Reader(scan).read(predicate).true


@dataclass(frozen=True, slots=True)
class _Reading:
    """The rows where a predicate is true, and those where it is false."""

    true: PredicateDomain
    false: PredicateDomain


_ANYTHING = PredicateDomain(TupleDomain(), exact=False)
_UNREAD = _Reading(_ANYTHING, _ANYTHING)
_MIRRORED = {"eq": "eq", "ne": "ne", "lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
_NEGATED = {"eq": "ne", "ne": "eq", "lt": "ge", "le": "gt", "gt": "le", "ge": "lt"}


@dataclass(frozen=True, slots=True)
class _Reader:
    scan: ScanRelation

    def read(self, predicate: Expression) -> _Reading:
        match predicate:
            case Call("and", parts):
                readings = [self.read(part) for part in parts]
                return _Reading(
                    _both([reading.true for reading in readings]),
                    _either([reading.false for reading in readings]),
                )
            case Call("or", parts):
                readings = [self.read(part) for part in parts]
                return _Reading(
                    _either([reading.true for reading in readings]),
                    _both([reading.false for reading in readings]),
                )
            case Call("not", (part,)):
                reading = self.read(part)
                return _Reading(reading.false, reading.true)
            case Call("between", (value, low, high), data_type):
                ends = (Call("ge", (value, low), data_type), Call("le", (value, high), data_type))
                return self.read(Call("and", ends, data_type))
            case Call(name, operands) if name in _MIRRORED:
                return self._comparison(name, *operands)
            case Call():
                return self._call(predicate)
            case _:
                return self._flag(predicate)

    def _call(self, predicate: Call) -> _Reading:
        operands = predicate.arguments
        match predicate.function:
            case "in":
                return self._membership(operands[0], operands[1:])
            case "is_null":
                return self._nullness(operands[0])
            case "is_distinct_from":
                return self._distinctness(*operands)
            case "like":
                return self._pattern(operands[0], operands[1:])
            case "starts_with":
                return self._prefix(*operands)
            case _:
                return _UNREAD

    def _comparison(self, operator: str, left: Expression, right: Expression) -> _Reading:
        column, constant = self._column(left), fold(right)
        if column is None or constant is None:
            column, constant, operator = self._column(right), fold(left), _MIRRORED[operator]
        if column is None or constant is None:
            return _UNREAD
        value = constant.value
        if value is None:
            return self._never()
        if not _is_comparable(column.type, value):
            return _UNREAD
        true, false = _compare(operator, value), _compare(_NEGATED[operator], value)
        if column.type.is_float:
            # A NaN is below nothing, above nothing and equal to nothing, so that it fails every
            # comparison but <>, and statistics do not show it.
            return self._say_of_float(column, false if operator == "ne" else true, operator)
        return _Reading(self._say(column, true), self._say(column, false))

    def _say_of_float(self, column: ColumnReference, domain: Domain, operator: str) -> _Reading:
        said = self._say(column, domain)
        return _Reading(_ANYTHING, said) if operator == "ne" else _Reading(said, _ANYTHING)

    def _membership(self, operand: Expression, items: Sequence[Expression]) -> _Reading:
        column = self._column(operand)
        constants = [constant for item in items if (constant := fold(item)) is not None]
        values = [constant.value for constant in constants if constant.value is not None]
        if column is None or len(constants) < len(items):
            return _UNREAD
        if not all(_is_comparable(column.type, value) for value in values):
            return _UNREAD
        true = self._say(column, Domain.of_values(values))
        if len(values) < len(items):
            # x NOT IN (1, NULL) is never true.
            return _Reading(true, self._nothing())
        if column.type.is_float:
            return _Reading(true, _ANYTHING)
        return _Reading(true, self._say(column, _complement(Domain.of_values(values))))

    def _nullness(self, operand: Expression) -> _Reading:
        column = self._column(operand, any_type=True)
        if column is None:
            return _UNREAD
        return _Reading(self._say(column, Domain.only_null()), self._say(column, Domain.not_null()))

    def _distinctness(self, left: Expression, right: Expression) -> _Reading:
        column, constant = self._column(left), fold(right)
        if column is None or constant is None:
            column, constant = self._column(right), fold(left)
        if column is None or constant is None:
            return _UNREAD
        if constant.value is None:
            reading = self._nullness(column)
            return _Reading(reading.false, reading.true)
        if not _is_comparable(column.type, constant.value):
            return _UNREAD
        same = self._say(column, _compare("eq", constant.value))
        if column.type.is_float:
            return _Reading(_ANYTHING, same)
        other = Domain(_compare("ne", constant.value).ranges, null_allowed=True)
        return _Reading(self._say(column, other), same)

    def _pattern(self, operand: Expression, others: Sequence[Expression]) -> _Reading:
        column = self._column(operand)
        constants = [constant for other in others if (constant := fold(other)) is not None]
        if column is None or column.type.kind is not Kind.VARCHAR or len(constants) < len(others):
            return _UNREAD
        texts = [constant.value for constant in constants]
        if None in texts:
            return self._never()
        prefix, rest = _literal_prefix(str(texts[0]), str(texts[1]) if len(texts) > 1 else "")
        return self._starts_with(column, prefix, rest)

    def _prefix(self, operand: Expression, prefix: Expression) -> _Reading:
        column, constant = self._column(operand), fold(prefix)
        if column is None or column.type.kind is not Kind.VARCHAR or constant is None:
            return _UNREAD
        if constant.value is None:
            return self._never()
        return self._starts_with(column, str(constant.value), _Rest.ANYTHING)

    def _starts_with(self, column: ColumnReference, prefix: str, rest: "_Rest") -> _Reading:
        if rest is _Rest.NOTHING:
            domain = _compare("eq", prefix)
            return _Reading(self._say(column, domain), self._say(column, _complement(domain)))
        domain = _with_prefix(prefix)
        if rest is _Rest.ANYTHING:
            return _Reading(self._say(column, domain), self._say(column, _complement(domain)))
        return _Reading(
            self._say(column, domain, exact=False),
            self._say(column, Domain.not_null(), exact=False),
        )

    def _flag(self, predicate: Expression) -> _Reading:
        constant = fold(predicate)
        if constant is not None:
            return self._constant(constant.value)
        column = self._column(predicate)
        if column is None or column.type.kind is not Kind.BOOLEAN:
            return _UNREAD
        yes, no = Domain.of_values((True,)), Domain.of_values((False,))
        return _Reading(self._say(column, yes), self._say(column, no))

    def _constant(self, value: LiteralValue) -> _Reading:
        everything = PredicateDomain(TupleDomain(), exact=True)
        if value is None:
            return self._never()
        if value:
            return _Reading(everything, self._nothing())
        return _Reading(self._nothing(), everything)

    def _column(self, expression: Expression, *, any_type: bool = False) -> ColumnReference | None:
        """Find the column an expression is, seen through casts that keep every value apart."""
        while isinstance(expression, Cast) and _is_lossless(expression.argument, expression.type):
            expression = expression.argument
        if not isinstance(expression, ColumnReference) or expression.relation != self.scan.id:
            return None
        return expression if any_type or expression.type.kind in _UNDERSTOOD else None

    def _say(
        self, column: ColumnReference, domain: Domain, *, exact: bool = True
    ) -> PredicateDomain:
        name = self.scan.table.columns[column.index].name
        return PredicateDomain(TupleDomain({name: domain}), exact)

    def _nothing(self) -> PredicateDomain:
        name = self.scan.table.columns[0].name
        return PredicateDomain(TupleDomain({name: Domain.none()}), exact=True)

    def _never(self) -> _Reading:
        return _Reading(self._nothing(), self._nothing())


class _Rest(Enum):
    """What may follow the literal prefix of a pattern."""

    NOTHING = "nothing"
    ANYTHING = "anything"
    UNKNOWN = "unknown"


def _both(parts: Sequence[PredicateDomain]) -> PredicateDomain:
    domain = _combine([part.domain for part in parts], TupleDomain.intersect)
    return PredicateDomain(domain, all(part.exact for part in parts) or domain.is_none)


def _either(parts: Sequence[PredicateDomain]) -> PredicateDomain:
    possible = [part for part in parts if not part.domain.is_none]
    if len(possible) < 2:
        return possible[0] if possible else parts[0]
    for part in possible:
        if part.exact and not part.domain.domains:
            return part
    # Side by side, two columns' domains span a rectangle; only along one column is a union a union.
    columns = {column for part in possible for column in part.domain.domains}
    is_exact = len(columns) == 1 and all(part.exact for part in possible)
    return PredicateDomain(
        _combine([part.domain for part in possible], TupleDomain.union), is_exact
    )


def _combine(
    domains: Sequence[TupleDomain], combine: Callable[[TupleDomain, TupleDomain], TupleDomain]
) -> TupleDomain:
    """Combine by halves: one after the other, a long list's result would be copied at each step."""
    if len(domains) == 1:
        return domains[0]
    middle = len(domains) // 2
    return combine(_combine(domains[:middle], combine), _combine(domains[middle:], combine))


def _compare(operator: str, value: Bound) -> Domain:
    match operator:
        case "eq":
            return Domain.of_range(Range.of(value))
        case "ne":
            return _complement(Domain.of_range(Range.of(value)))
        case "lt":
            return Domain.of_range(Range(high=value, high_inclusive=False))
        case "le":
            return Domain.of_range(Range(high=value))
        case "gt":
            return Domain.of_range(Range(low=value, low_inclusive=False))
        case _:
            return Domain.of_range(Range(low=value))


def _complement(domain: Domain) -> Domain:
    """Hold every value, NULL not among them, that the domain's ranges (sorted, apart) do not."""
    gaps: list[Range] = []
    low: Bound = None
    low_inclusive = True
    for values in domain.ranges:
        if values.low is not None:
            gaps.append(Range(low, values.low, low_inclusive, not values.low_inclusive))
        if values.high is None:
            return Domain(tuple(gaps), null_allowed=False)
        low, low_inclusive = values.high, not values.high_inclusive
    return Domain((*gaps, Range(low, None, low_inclusive)), null_allowed=False)


def _literal_prefix(pattern: str, escape: str) -> tuple[str, _Rest]:
    """Take the characters of a LIKE pattern that stand for themselves, up to the first wildcard."""
    prefix: list[str] = []
    position = 0
    while position < len(pattern):
        character = pattern[position]
        if escape and character == escape:
            position += 1
            if position == len(pattern):
                return "", _Rest.UNKNOWN
            character = pattern[position]
        elif character in "%_":
            only_anything = not pattern[position:].strip("%")
            return "".join(prefix), _Rest.ANYTHING if only_anything else _Rest.UNKNOWN
        prefix.append(character)
        position += 1
    return "".join(prefix), _Rest.NOTHING


def _with_prefix(prefix: str) -> Domain:
    """Hold the strings that start so; they compare by code point, as their UTF-8 does by byte."""
    end = prefix.rstrip(chr(sys.maxunicode))
    if not end:
        return Domain.of_range(Range(low=prefix or None)) if prefix else Domain.not_null()
    following = ord(end[-1]) + 1
    if following in _SURROGATES:
        following = _SURROGATES.stop
    return Domain.of_range(Range(prefix, end[:-1] + chr(following), high_inclusive=False))


_SURROGATES = range(0xD800, 0xE000)
_UNDERSTOOD = frozenset(
    {
        *INTEGER_BITS,
        Kind.BOOLEAN,
        Kind.REAL,
        Kind.DOUBLE,
        Kind.DECIMAL,
        Kind.VARCHAR,
        Kind.DATE,
        Kind.TIMESTAMP,
    }
)


def _is_comparable(column: DataType, value: LiteralValue) -> bool:
    """Tell whether Python orders the value among the column's as Trino does."""
    if isinstance(value, bool) or column.kind is Kind.BOOLEAN:
        return isinstance(value, bool) and column.kind is Kind.BOOLEAN
    if column.is_numeric:
        return isinstance(value, int | Decimal | float) and not math.isnan(value)
    if column.kind is Kind.VARCHAR:
        return isinstance(value, str)
    if isinstance(value, datetime):
        return column.kind is Kind.TIMESTAMP and value.tzinfo is None
    return column.kind is Kind.DATE and isinstance(value, date)


def _is_lossless(argument: Expression, target: DataType) -> bool:
    """Tell whether a cast keeps values apart and in order, as widenings do."""
    source = argument.type
    if source == target:
        return True
    if source.is_integer and target.is_integer:
        return INTEGER_BITS[source.kind] <= INTEGER_BITS[target.kind]
    if target.kind is Kind.DECIMAL and (source.is_integer or source.kind is Kind.DECIMAL):
        digits = _DIGITS.get(source.kind, (source.precision or 0) - source.scale)
        return source.scale <= target.scale and digits <= (target.precision or 0) - target.scale
    if target.is_float and source.is_integer:
        return INTEGER_BITS[source.kind] <= _SIGNIFICANT_BITS[target.kind]
    if source.kind is Kind.REAL:
        return target.kind is Kind.DOUBLE
    if source.kind is target.kind and source.kind in (Kind.VARCHAR, Kind.TIMESTAMP):
        return target.precision is None or (
            source.precision is not None and source.precision <= target.precision
        )
    return False


_DIGITS = {Kind.TINYINT: 3, Kind.SMALLINT: 5, Kind.INTEGER: 10, Kind.BIGINT: 19}
_SIGNIFICANT_BITS = {Kind.REAL: 24, Kind.DOUBLE: 53}
