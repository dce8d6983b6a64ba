"""Patterns of types, and matching them: ``array(T)`` against ``array(bigint)`` makes T a bigint.

A pattern is matched in two steps, as Trino does: variables take the common type of all arguments
they stand for, then every argument must coerce to its pattern with the variables put in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from lakeq.functions.coercions import as_decimal, can_coerce, coercion_cost, common_type
from lakeq.functions.lengths import length
from lakeq.model.types import CLOCK_KINDS, MAX_DECIMAL_DIGITS, DataType, Field, Kind

_VARIABLE = re.compile(r"[A-Z]\d?")
_NESTED = (Kind.ARRAY, Kind.MAP, Kind.ROW, Kind.FUNCTION)
_MOST_TRIALS = 4
_LONGEST_VARCHAR = 2**31 - 2
_LONGEST_CHAR = 65536


class LambdaSource(Protocol):
    """A lambda whose parameters have no types yet: they come from the function it is given to."""

    @property
    def arity(self) -> int:
        """Count its parameters."""
        ...

    def result_type(self, parameters: Sequence[DataType]) -> DataType:
        """Give the type of its body, once its parameters have these. Raises its body's errors."""
        ...


Argument: TypeAlias = DataType | LambdaSource
"""What a pattern is matched against."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A type with holes: a variable, or a kind with patterns or parameters below it."""

    variable: str = ""
    kind: Kind = Kind.UNKNOWN
    parameters: tuple[str, ...] = ()
    children: tuple["Pattern", ...] = ()

    def __str__(self) -> str:
        if self.variable:
            return self.variable
        inner = [*self.parameters, *(str(child) for child in self.children)]
        return f"{self.kind.value}({','.join(inner)})" if inner else self.kind.value


@dataclass(frozen=True, slots=True)
class Match:
    """A matched overload: what each argument coerces to, what comes back, and how far it was."""

    arguments: tuple[DataType, ...]
    result: DataType
    cost: int


def parse_pattern(text: str) -> Pattern:
    """Read one pattern.

    >>> str(parse_pattern("map(K, array(decimal(38,s)))"))
    'map(K,array(decimal(38,s)))'
    """
    text = text.strip()
    if _VARIABLE.fullmatch(text):
        return Pattern(variable=text)
    head, _, rest = text.partition("(")
    inner, _, tail = rest.rpartition(")")
    kind = Kind(head + tail)
    parts = split_list(inner)
    if kind in _NESTED:
        return Pattern(kind=kind, children=tuple(parse_pattern(part) for part in parts))
    return Pattern(kind=kind, parameters=tuple(parts))


def split_list(text: str) -> list[str]:
    """Split at the commas that stand inside no parentheses.

    >>> split_list("map(K, V), K")
    ['map(K, V)', 'K']
    """
    parts, depth, start = [], 0, 0
    for index, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append(text[start:index].strip())
            start = index + 1
    last = text[start:].strip()
    return [*parts, last] if last else parts


def match_arguments(
    patterns: Sequence[Pattern], result: Pattern, actual: Sequence[Argument]
) -> Match | None:
    """Match arguments to as many patterns; ``None`` when one cannot be coerced.

    Raises what the body of a lambda raises when its parameters' types make no sense in it.
    """
    variables: dict[str, DataType] = {}
    pairs = list(zip(patterns, actual, strict=True))
    plain = [(pattern, a) for pattern, a in pairs if isinstance(a, DataType)]
    if not all(_gather(pattern, data_type, variables) for pattern, data_type in plain):
        return None
    lambdas = [(pattern, a) for pattern, a in pairs if not isinstance(a, DataType)]
    if not _gather_lambdas(lambdas, variables):
        return None
    if not all(_allowed(name, data_type) for name, data_type in variables.items()):
        return None
    parameters: dict[str, int | None] = {}
    targets: list[DataType] = []
    cost = 0
    for pattern, argument in pairs:
        if not isinstance(argument, DataType):
            targets.append(_fill(pattern, variables, parameters))
            continue
        target = _target(pattern, argument, variables, parameters)
        if target is None or not can_coerce(argument, target):
            return None
        targets.append(target)
        cost += coercion_cost(argument, target)
    targets = [
        _as_precise(pattern, target, parameters)
        for (pattern, _), target in zip(pairs, targets, strict=True)
    ]
    return Match(tuple(targets), _fill(result, variables, parameters), cost)


def _as_precise(pattern: Pattern, target: DataType, parameters: dict[str, int | None]) -> DataType:
    """Give times and timestamps that share a precision the one that they have together."""
    shares = target.kind in CLOCK_KINDS and target.kind is pattern.kind
    if not shares or not pattern.parameters:
        return target
    return DataType(target.kind, parameters.get(pattern.parameters[0], target.precision))


def _gather_lambdas(
    lambdas: Sequence[tuple[Pattern, LambdaSource]], variables: dict[str, DataType]
) -> bool:
    """Type lambdas' bodies, again where their results have changed their parameters' types.

    What a lambda gives is only coerced within its kind, and types that keep growing match nothing.
    """
    for _ in range(_MOST_TRIALS):
        before = dict(variables)
        found: list[tuple[Pattern, DataType]] = []
        for pattern, source in lambdas:
            if pattern.kind is not Kind.FUNCTION or source.arity != len(pattern.children) - 1:
                return False
            *inputs, output = pattern.children
            given = source.result_type([_fill(each, variables, {}) for each in inputs])
            if not _gather(output, given, variables):
                return False
            found.append((output, given))
        if variables == before:
            return all(_gives(given, _fill(output, variables, {})) for output, given in found)
    return False


def _gives(given: DataType, wanted: DataType) -> bool:
    if given.kind is Kind.UNKNOWN:
        return True
    return given.kind is wanted.kind and can_coerce(given, wanted)


def _gather(pattern: Pattern, data_type: DataType, variables: dict[str, DataType]) -> bool:
    if pattern.variable:
        known = variables.get(pattern.variable)
        joined = data_type if known is None else common_type(known, data_type)
        if joined is None:
            return False
        variables[pattern.variable] = joined
        return True
    if pattern.kind is Kind.FUNCTION:
        return False
    if not pattern.children or data_type.kind is Kind.UNKNOWN:
        return True
    if data_type.kind is not pattern.kind or len(data_type.fields) != len(pattern.children):
        return False
    return all(
        _gather(child, field.type, variables)
        for child, field in zip(pattern.children, data_type.fields, strict=True)
    )


def _allowed(variable: str, data_type: DataType) -> bool:
    if data_type.kind is Kind.UNKNOWN:
        return True
    if variable == "N":
        return data_type.is_numeric or data_type.kind in (
            Kind.INTERVAL_DAY_TO_SECOND,
            Kind.INTERVAL_YEAR_TO_MONTH,
        )
    if variable == "O":
        return is_orderable(data_type)
    return True


def is_orderable(data_type: DataType) -> bool:
    """Whether values of the type have an order: maps and JSON have none, nor rows that hold them."""
    if data_type.kind in (Kind.MAP, Kind.JSON, Kind.FUNCTION):
        return False
    return all(is_orderable(field.type) for field in data_type.fields)


def _target(
    pattern: Pattern,
    actual: DataType,
    variables: dict[str, DataType],
    parameters: dict[str, int | None],
) -> DataType | None:
    if pattern.variable or pattern.children:
        return _fill(pattern, variables, parameters)
    if pattern.parameters and not pattern.parameters[0].isdigit():
        target = _as_kind(actual, pattern.kind)
        if target is None:
            return None
        for name, value in zip(pattern.parameters, (target.precision, target.scale), strict=False):
            known = parameters.get(name)
            parameters[name] = value if known is None or value is None else max(known, value)
        return target
    return _fill(pattern, variables, parameters)


def _as_kind(actual: DataType, kind: Kind) -> DataType | None:
    if actual.kind is kind:
        return actual
    match kind:
        case Kind.DECIMAL:
            if actual.is_integer:
                return as_decimal(actual)
            return DataType(kind, 1, 0) if actual.kind is Kind.UNKNOWN else None
        case Kind.CHAR:
            return _as_char(actual)
        case Kind.TIME:
            return DataType(kind, 3) if actual.kind is Kind.UNKNOWN else None
        case Kind.TIME_WITH_TIME_ZONE:
            return DataType(kind, actual.precision if actual.kind is Kind.TIME else 3)
        case Kind.TIMESTAMP | Kind.TIMESTAMP_WITH_TIME_ZONE:
            digits = actual.precision if actual.kind is Kind.TIMESTAMP else 3
            return DataType(kind, 0 if actual.kind is Kind.DATE else digits)
        case _:
            return DataType(kind, actual.precision if actual.kind is Kind.CHAR else None)


def _as_char(actual: DataType) -> DataType | None:
    """Give the char that a bounded varchar coerces to; NULL fits into the shortest."""
    if actual.kind is Kind.VARCHAR and actual.precision is not None:
        return DataType(Kind.CHAR, max(actual.precision, 1))
    return DataType(Kind.CHAR, 1) if actual.kind is Kind.UNKNOWN else None


def _fill(
    pattern: Pattern, variables: dict[str, DataType], parameters: dict[str, int | None]
) -> DataType:
    if pattern.variable:
        return variables.get(pattern.variable, DataType(Kind.UNKNOWN))
    if pattern.children:
        fields = tuple(Field(None, _fill(c, variables, parameters)) for c in pattern.children)
        return DataType(pattern.kind, fields=fields)
    values = [length(text, parameters) for text in pattern.parameters]
    first = values[0] if values else None
    match pattern.kind:
        case Kind.DECIMAL:
            digits = None if first is None else min(first, MAX_DECIMAL_DIGITS)
            return DataType(pattern.kind, digits, values[1] or 0)
        case Kind.VARCHAR if first is not None and first > _LONGEST_VARCHAR:
            return DataType(pattern.kind)
        case Kind.CHAR if first is not None:
            return DataType(pattern.kind, min(first, _LONGEST_CHAR))
        case _:
            return DataType(pattern.kind, first)
