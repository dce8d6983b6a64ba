"""Random well-typed expressions, made of the registry's signatures."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from lakeq.functions import registry
from lakeq.functions.patterns import Pattern
from lakeq.functions.registry import FunctionKind, Signature
from lakeq.model.types import CLOCK_KINDS, Kind
from tests.properties.functions.values import SCALARS, Value, array_type, map_type, pool

# Their answers are other each time, or wait, or are of the session.
_UNSTEADY = frozenset(("rand", "random", "shuffle", "uuid", "now", "sleep", "version"))
_ORDERED = tuple(name for name in SCALARS if name not in ("json", "unknown"))
_NUMBERS = ("tinyint", "integer", "bigint", "real", "double", "decimal(5,2)", "decimal(38,10)")
_DEEPEST = 2


@dataclass
class Written:
    """An expression with places for its values, which are constants or columns by turns."""

    values: list[Value] = field(default_factory=list)
    is_nested: bool = False

    @property
    def may_stop_early(self) -> bool:
        """Whether a NULL, or an error, may keep another error from being met."""
        return self.is_nested or any(value.sql == "NULL" for value in self.values)

    def place(self, value: Value) -> str:
        """Note a value, and spell its place."""
        self.values.append(value)
        return f"\x01{len(self.values) - 1}\x02"

    def spell(self, text: str, spell: Callable[[Value], str]) -> str:
        """Put something in for every value."""
        for index, value in enumerate(self.values):
            text = text.replace(f"\x01{index}\x02", spell(value))
        return text


@cache
def signatures(kind: FunctionKind) -> tuple[Signature, ...]:
    """List the overloads of all functions of a kind."""
    return tuple(
        signature
        for description in registry.descriptions()
        if description.kind is kind
        and description.refused is None
        and description.difference is None
        and description.name not in _UNSTEADY
        for signature in registry.overloads(description.name)
        if all(map(_is_known, signature.arguments))
    )


def _is_known(pattern: Pattern) -> bool:
    """Whether there are values for a pattern."""
    held = {re.sub(r"\(.*?\)", "", name) for name in SCALARS}
    kinds = (Kind.ARRAY, Kind.MAP, Kind.ROW, Kind.FUNCTION)
    known = pattern.variable or pattern.kind in kinds or pattern.kind.value in held
    return bool(known) and all(map(_is_known, pattern.children))


def call(rng: random.Random, written: Written, signature: Signature, depth: int = 0) -> str:
    """Write a call of an overload."""
    chosen: dict[str, str] = {}
    patterns = list(signature.arguments)
    if signature.variadic:
        patterns[-1:] = patterns[-1:] * rng.randint(0, 3)
    arguments = [_argument(rng, written, pattern, chosen, depth) for pattern in patterns]
    return f"{signature.name}({', '.join(arguments)})"


def operator(rng: random.Random, written: Written) -> str:
    """Write an operator, a conditional or a cast."""
    name = rng.choice((*SCALARS, array_type("bigint"), map_type("varchar", "bigint")))
    other = rng.choice(SCALARS) if rng.random() < 0.1 else name
    a, b = _value(rng, written, name), _value(rng, written, other)
    forms = (
        lambda: f"{a} {rng.choice(('+', '-', '*', '/', '%', '=', '<>', '<', '>=', '||'))} {b}",
        lambda: f"{a} IS {rng.choice(('', 'NOT '))}DISTINCT FROM {b}",
        lambda: f"{a} BETWEEN {b} AND {_value(rng, written, name)}",
        lambda: f"{a} {rng.choice(('', 'NOT '))}IN ({b}, {_value(rng, written, name)})",
        lambda: f"CASE WHEN {a} = {b} THEN {a} ELSE {_value(rng, written, name)} END",
        lambda: f"{rng.choice(('coalesce', 'nullif', 'greatest', 'least'))}({a}, {b})",
        lambda: f"{rng.choice(('CAST', 'TRY_CAST'))}({a} AS {rng.choice(SCALARS[:-1])})",
        lambda: f"CAST({a} AS {array_type(rng.choice(SCALARS[:-1]))})",
        lambda: f"TRY_CAST({_value(rng, written, 'varchar')} AS {rng.choice(SCALARS[:-1])})",
        lambda: f"CAST({_value(rng, written, 'json')} AS {rng.choice(SCALARS[:-1])})",
        lambda: f"ARRAY[{a}, {b}][{_value(rng, written, 'bigint')}]",
        lambda: f"(ROW({a}, {b}) = ROW({b}, {a}))",
        lambda: f"-{a}",
        lambda: f"if({_value(rng, written, 'boolean')}, {a}, {b})",
        lambda: f"{_value(rng, written, 'varchar')} LIKE {_value(rng, written, 'varchar')}",
    )
    return f"({rng.choice(forms)()})"


def _argument(
    rng: random.Random, written: Written, pattern: Pattern, chosen: dict[str, str], depth: int
) -> str:
    if pattern.kind is Kind.ARRAY and pattern.children[0].kind is Kind.ROW:
        entries = Pattern(kind=Kind.MAP, children=pattern.children[0].children)
        written.is_nested = True
        return f"map_entries({_argument(rng, written, entries, chosen, depth)})"
    if pattern.kind is Kind.FUNCTION and not pattern.variable:
        return _lambda(rng, written, pattern, chosen)
    name = _type(rng, pattern, chosen)
    if depth < _DEEPEST and rng.random() < 0.2:
        inner = [each for each in signatures(FunctionKind.SCALAR) if _gives(each, pattern)]
        if inner:
            written.is_nested = True
            return call(rng, written, rng.choice(inner), depth + 1)
    return _value(rng, written, name)


def _gives(signature: Signature, pattern: Pattern) -> bool:
    return (
        not pattern.variable
        and not pattern.children
        and not signature.result.variable
        and signature.result.kind is pattern.kind
    )


def _lambda(rng: random.Random, written: Written, pattern: Pattern, chosen: dict[str, str]) -> str:
    *inputs, output = pattern.children
    for each in inputs:
        _type(rng, each, chosen)
    names = [f"p{index}" for index in range(len(inputs))]
    same = [name for name, each in zip(names, inputs, strict=True) if str(each) == str(output)]
    constant = _value(rng, written, _type(rng, output, chosen))
    bodies = [constant, *same, *(f"coalesce({name}, {constant})" for name in same)]
    if output.kind is Kind.BOOLEAN and not output.variable:
        bodies += [f"{name} IS NULL" for name in names] + [f"{names[0]} = {names[-1]}"]
    return f"({', '.join(names)}) -> {rng.choice(bodies)}"


def _type(rng: random.Random, pattern: Pattern, chosen: dict[str, str]) -> str:
    """Choose a type for a pattern, the same for a variable each time."""
    if pattern.variable:
        return chosen.setdefault(pattern.variable, _any_type(rng, pattern.variable))
    match pattern.kind:
        case Kind.ARRAY:
            return array_type(_type(rng, pattern.children[0], chosen))
        case Kind.MAP:
            key, value = (_type(rng, child, chosen) for child in pattern.children)
            return map_type(key, value)
        case Kind.DECIMAL:
            return rng.choice(("decimal(5,2)", "decimal(38,10)"))
        case Kind.CHAR:
            return "char(3)"
        case kind if kind in CLOCK_KINDS:
            return rng.choice([name for name in SCALARS if _is_of(name, kind)])
        case kind:
            return str(kind.value)


def _is_of(name: str, kind: Kind) -> bool:
    return re.sub(r"\(.*?\)", "", name) == kind.value


def _any_type(rng: random.Random, variable: str) -> str:
    match variable[0]:
        case "N":
            return rng.choice(_NUMBERS)
        case "O" | "K":
            return rng.choice(_ORDERED)
        case _ if rng.random() < 0.2:
            return rng.choice((array_type("integer"), map_type("varchar", "double")))
        case _:
            return rng.choice(SCALARS)


def _value(rng: random.Random, written: Written, name: str) -> str:
    return written.place(rng.choice(pool(name)))
