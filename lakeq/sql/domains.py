"""Domains of predicates: what a bound predicate says of the columns of one table.

A predicate is read for the rows where it is true and for those where it is false at once, because
NOT swaps the two and NULL is in neither. Whatever is not understood constrains nothing, so that a
domain may hold rows the predicate rejects and never lacks one it accepts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lakeq.model.bound import (
    Call,
    Cast,
    ColumnReference,
    Expression,
    Literal,
    LiteralValue,
    ScanRelation,
)
from lakeq.model.domains import Domain, TupleDomain
from lakeq.model.types import Kind
from lakeq.sql.comparisons import (
    UNDERSTOOD,
    compare,
    complement,
    is_comparable,
    is_lossless,
    near_instant,
)
from lakeq.sql.constants import fold
from lakeq.sql.prefixes import Rest, literal_prefix, with_prefix


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
        if constant is not None and (other := fold(left)) is not None:
            return self._constants(operator, other, constant)
        if column is None and constant is not None:
            return self._instant(operator, left, constant)
        if column is None or constant is None:
            column, constant, operator = self._column(right), fold(left), _MIRRORED[operator]
        if column is None and constant is not None:
            return self._instant(operator, right, constant)
        if column is None or constant is None:
            return _UNREAD
        value = constant.value
        if value is None:
            return self._never()
        if not is_comparable(column.type, value):
            return _UNREAD
        true, false = compare(operator, value), compare(_NEGATED[operator], value)
        if column.type.is_float:
            # A NaN is below nothing, above nothing and equal to nothing, so that it fails every
            # comparison but <>, and statistics do not show it.
            return self._say_of_float(column, false if operator == "ne" else true, operator)
        return _Reading(self._say(column, true), self._say(column, false))

    def _instant(self, operator: str, moment: Expression, constant: Literal) -> _Reading:
        """Compare a column that is put into the session's zone, whichever that is."""
        column, instant = self._zoned(moment), constant.value
        if column is None or not isinstance(instant, datetime) or instant.tzinfo is None:
            return _UNREAD
        true = near_instant(operator, instant, column.type)
        false = near_instant(_NEGATED[operator], instant, column.type)
        return _Reading(self._say(column, true, exact=False), self._say(column, false, exact=False))

    def _zoned(self, expression: Expression) -> ColumnReference | None:
        if (
            not isinstance(expression, Cast)
            or expression.type.kind is not Kind.TIMESTAMP_WITH_TIME_ZONE
        ):
            return None
        column = self._column(expression.argument)
        is_moment = column is not None and column.type.kind in (Kind.TIMESTAMP, Kind.DATE)
        return column if is_moment else None

    def _constants(self, operator: str, left: Literal, right: Literal) -> _Reading:
        """Compare two constants: ``WHERE 1 = 0`` is how programs ask for columns alone."""
        if left.value is None or right.value is None:
            return self._never()
        both_known = is_comparable(left.type, left.value) and is_comparable(left.type, right.value)
        if not both_known or left.type.kind not in UNDERSTOOD:
            return _UNREAD
        return self._constant(compare(operator, right.value).contains(left.value))

    def _say_of_float(self, column: ColumnReference, domain: Domain, operator: str) -> _Reading:
        said = self._say(column, domain)
        return _Reading(_ANYTHING, said) if operator == "ne" else _Reading(said, _ANYTHING)

    def _membership(self, operand: Expression, items: Sequence[Expression]) -> _Reading:
        column = self._column(operand)
        constants = [constant for item in items if (constant := fold(item)) is not None]
        values = [constant.value for constant in constants if constant.value is not None]
        if column is None or len(constants) < len(items):
            return _UNREAD
        if not all(is_comparable(column.type, value) for value in values):
            return _UNREAD
        true = self._say(column, Domain.of_values(values))
        if len(values) < len(items):
            # x NOT IN (1, NULL) is never true.
            return _Reading(true, self._nothing())
        if column.type.is_float:
            return _Reading(true, _ANYTHING)
        return _Reading(true, self._say(column, complement(Domain.of_values(values))))

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
        if not is_comparable(column.type, constant.value):
            return _UNREAD
        same = self._say(column, compare("eq", constant.value))
        if column.type.is_float:
            return _Reading(_ANYTHING, same)
        other = Domain(compare("ne", constant.value).ranges, null_allowed=True)
        return _Reading(self._say(column, other), same)

    def _pattern(self, operand: Expression, others: Sequence[Expression]) -> _Reading:
        column = self._column(operand)
        constants = [constant for other in others if (constant := fold(other)) is not None]
        if column is None or column.type.kind is not Kind.VARCHAR or len(constants) < len(others):
            return _UNREAD
        texts = [constant.value for constant in constants]
        if None in texts:
            return self._never()
        prefix, rest = literal_prefix(str(texts[0]), str(texts[1]) if len(texts) > 1 else "")
        return self._starts_with(column, prefix, rest)

    def _prefix(self, operand: Expression, prefix: Expression) -> _Reading:
        column, constant = self._column(operand), fold(prefix)
        if column is None or column.type.kind is not Kind.VARCHAR or constant is None:
            return _UNREAD
        if constant.value is None:
            return self._never()
        return self._starts_with(column, str(constant.value), Rest.ANYTHING)

    def _starts_with(self, column: ColumnReference, prefix: str, rest: "Rest") -> _Reading:
        if rest is Rest.NOTHING:
            domain = compare("eq", prefix)
            return _Reading(self._say(column, domain), self._say(column, complement(domain)))
        domain = with_prefix(prefix)
        if rest is Rest.ANYTHING:
            return _Reading(self._say(column, domain), self._say(column, complement(domain)))
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
        while isinstance(expression, Cast) and is_lossless(
            expression.argument.type, expression.type
        ):
            expression = expression.argument
        if not isinstance(expression, ColumnReference) or expression.relation != self.scan.id:
            return None
        if expression.index >= len(self.scan.table.columns):
            return None
        return expression if any_type or expression.type.kind in UNDERSTOOD else None

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
