"""Patterns of types, and matching them: ``array(T)`` against ``array(bigint)`` makes T a bigint.

A pattern is matched in two steps, as Trino does: variables take the common type of all arguments
they stand for, then every argument must coerce to its pattern with the variables put in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lakeq.functions.coercions import can_coerce, coercion_cost, common_type
from lakeq.model.types import DataType, Field, Kind

_VARIABLES = {"T", "K", "V", "N", "O"}
_PARAMETERS = {"p", "s", "x"}
_PARTS = re.compile(r"^(\w+)(?:\((.*)\))?$")
_COMMA = re.compile(r"\s*,\s*(?![^(]*\))")


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

    >>> str(parse_pattern("map(K, decimal(38,s))"))
    'map(K,decimal(38,s))'
    """
    text = text.strip()
    if text in _VARIABLES:
        return Pattern(variable=text)
    match = _PARTS.match(text)
    assert match is not None, text
    kind = Kind(match.group(1))
    inner = [] if match.group(2) is None else _COMMA.split(match.group(2))
    if kind in (Kind.ARRAY, Kind.MAP):
        return Pattern(kind=kind, children=tuple(parse_pattern(part) for part in inner))
    return Pattern(kind=kind, parameters=tuple(part.strip() for part in inner))


def match_arguments(
    patterns: Sequence[Pattern], result: Pattern, actual: Sequence[DataType]
) -> Match | None:
    """Match argument types to as many patterns; ``None`` when one cannot be coerced."""
    variables: dict[str, DataType] = {}
    for pattern, data_type in zip(patterns, actual, strict=True):
        if not _gather(pattern, data_type, variables):
            return None
    if not all(_allowed(name, data_type) for name, data_type in variables.items()):
        return None
    parameters: dict[str, int | None] = {}
    targets = [
        _target(pattern, data_type, variables, parameters)
        for pattern, data_type in zip(patterns, actual, strict=True)
    ]
    if not all(can_coerce(a, target) for a, target in zip(actual, targets, strict=True)):
        return None
    cost = sum(coercion_cost(a, target) for a, target in zip(actual, targets, strict=True))
    return Match(tuple(targets), _fill(result, variables, parameters), cost)


def _gather(pattern: Pattern, data_type: DataType, variables: dict[str, DataType]) -> bool:
    if pattern.variable:
        known = variables.get(pattern.variable)
        joined = data_type if known is None else common_type(known, data_type)
        if joined is None:
            return False
        variables[pattern.variable] = joined
        return True
    if not pattern.children or data_type.kind is Kind.UNKNOWN:
        return True
    if data_type.kind is not pattern.kind:
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
) -> DataType:
    if pattern.variable or pattern.children:
        return _fill(pattern, variables, parameters)
    if pattern.parameters and not pattern.parameters[0].isdigit():
        target = _as_kind(actual, pattern.kind)
        for name, value in zip(pattern.parameters, (target.precision, target.scale), strict=False):
            known = parameters.get(name)
            parameters[name] = value if known is None or value is None else max(known, value)
        return target
    return _fill(pattern, variables, parameters)


def _as_kind(actual: DataType, kind: Kind) -> DataType:
    if actual.kind is kind:
        return actual
    if kind is Kind.DECIMAL:
        digits = {Kind.TINYINT: 3, Kind.SMALLINT: 5, Kind.INTEGER: 10, Kind.BIGINT: 19}
        return DataType(Kind.DECIMAL, digits.get(actual.kind, 1), 0)
    if kind is Kind.TIMESTAMP:
        return DataType(kind, 3 if actual.kind is not Kind.DATE else 0)
    return DataType(kind, actual.precision if actual.kind is Kind.CHAR else None)


def _fill(
    pattern: Pattern, variables: dict[str, DataType], parameters: dict[str, int | None]
) -> DataType:
    if pattern.variable:
        return variables.get(pattern.variable, DataType(Kind.UNKNOWN))
    if pattern.children:
        fields = tuple(Field(None, _fill(c, variables, parameters)) for c in pattern.children)
        return DataType(pattern.kind, fields=fields)
    values = [int(p) if p.isdigit() else parameters.get(p) for p in pattern.parameters]
    if pattern.kind is Kind.DECIMAL:
        return DataType(pattern.kind, values[0], values[1] or 0)
    return DataType(pattern.kind, values[0] if values else None)
