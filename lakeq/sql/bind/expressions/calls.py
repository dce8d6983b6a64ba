"""Calls: choosing a function's overload, and typing operators."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count

from sqlglot import exp

from lakeq.errors import FunctionNotFound, InvalidArgument, NotSupported, TypeMismatch
from lakeq.functions import registry
from lakeq.functions.arithmetic import SYMBOLS, operation
from lakeq.functions.coercions import common_type, common_type_of
from lakeq.functions.patterns import Match, Pattern, is_orderable, match_arguments
from lakeq.functions.registry import Signature
from lakeq.model.bound import Call, Expression, Literal
from lakeq.model.types import BOOLEAN, DataType, Kind
from lakeq.sql.bind.expressions.coercions import coerce
from lakeq.sql.bind.expressions.folding import fold
from lakeq.sql.bind.expressions.lambdas import Argument, LambdaArgument
from lakeq.sql.bind.expressions.rows import equal_members
from lakeq.sql.bind.scopes import suggestion
from lakeq.sql.positions import position

_COMPARISONS = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


def call(function: str, arguments: Sequence[Argument], node: exp.Expr) -> Expression:
    """Bind a scalar call by its registry name. Raises FunctionNotFound, pointing at the call."""
    signature, match = choose(function, registry.find(function), arguments, node)
    return fold(Call(signature.name, coerce_all(arguments, match.arguments), match.result))


def comparison(operator: str, left: Expression, right: Expression, node: exp.Expr) -> Expression:
    """Bind a comparison of two values of one common type. Raises TypeMismatch."""
    shared = common_type(left.type, right.type)
    ordered = operator not in ("eq", "ne", "is_distinct_from")
    if shared is None or (ordered and not is_orderable(shared)):
        symbol = _COMPARISONS.get(operator, "IS DISTINCT FROM")
        raise operator_mismatch(f"{left.type} {symbol} {right.type}", node)
    by_members = equal_members(operator, left, right, shared)
    if by_members is not None:
        return by_members
    return fold(Call(operator, (coerce(left, shared), coerce(right, shared)), BOOLEAN))


def arithmetic(operator: str, left: Expression, right: Expression, node: exp.Expr) -> Expression:
    """Bind ``+ - * / %``. Raises TypeMismatch."""
    resolved = operation(operator, left.type, right.type)
    if resolved is None:
        raise operator_mismatch(f"{left.type} {SYMBOLS[operator]} {right.type}", node)
    operands = (coerce(left, resolved.left), coerce(right, resolved.right))
    if resolved.result.kind is Kind.DATE and any(_is_part_of_day(o) for o in operands):
        line, column = position(node) or (None, None)
        raise InvalidArgument(
            "Cannot add hour, minutes or seconds to a date", line=line, column=column
        )
    return fold(Call(operator, operands, resolved.result))


def _is_part_of_day(operand: Expression) -> bool:
    return (
        isinstance(operand, Literal)
        and isinstance(operand.value, timedelta)
        and bool(operand.value % timedelta(days=1))
    )


def shared_type(what: str, operands: Sequence[Expression], node: exp.Expr) -> DataType:
    """Find the common type of what must have one. Raises TypeMismatch."""
    types = list(dict.fromkeys(operand.type for operand in operands))
    shared = common_type_of(types)
    if shared is not None:
        return shared
    odd = next((each for each in types[1:] if common_type(types[0], each) is None), types[-1])
    line, column = position(node) or (None, None)
    raise TypeMismatch(
        f"{what} must be the same type or coercible to a common type. Cannot find common type "
        f"between {types[0]} and {odd}, all types (without duplicates): "
        f"[{', '.join(map(str, types))}]",
        line=line,
        column=column,
    )


def boolean(expression: Expression, what: str, node: exp.Expr) -> Expression:
    """Demand a boolean, of ``what`` (a clause or an operand). Raises TypeMismatch."""
    if expression.type.kind not in (Kind.BOOLEAN, Kind.UNKNOWN):
        line, column = position(node) or (None, None)
        raise TypeMismatch(
            f"{what} must evaluate to a boolean: actual type {expression.type}",
            line=line,
            column=column,
        )
    return coerce(expression, BOOLEAN)


def operator_mismatch(operation_text: str, node: exp.Expr) -> TypeMismatch:
    """Word Trino's complaint about an operator, at its place in the text."""
    line, column = position(node) or (None, None)
    return TypeMismatch(f"Cannot apply operator: {operation_text}", line=line, column=column)


def choose(
    name: str,
    candidates: Sequence[Signature],
    arguments: Sequence[Argument],
    node: exp.Expr,
) -> tuple[Signature, Match]:
    """Pick the overload whose coercions are the least, as Trino picks the most specific one.

    Raises FunctionNotFound: when there is no such function, or none for these types.
    """
    line, column = position(node) or (None, None)
    if not candidates:
        reason = registry.refusal(name)
        if reason is not None:
            raise NotSupported(
                f"Function {name.lower()} is not supported: {reason}", line=line, column=column
            )
        raise FunctionNotFound(
            f"Function '{name.lower()}' not registered",
            line=line,
            column=column,
            hint=suggestion(name, registry.names()),
        )
    matches = [
        (signature, match)
        for signature in candidates
        if (match := _match(signature, [_matched(argument) for argument in arguments])) is not None
    ]
    if not matches:
        raise FunctionNotFound(_unexpected(name, candidates, arguments), line=line, column=column)
    return min(matches, key=lambda pair: pair[1].cost)


def coerce_all(
    arguments: Sequence[Argument], targets: Sequence[DataType]
) -> tuple[Expression, ...]:
    """Coerce each argument to its overload's type, and bind the lambdas among them to theirs."""
    return tuple(
        argument.bind(to) if isinstance(argument, LambdaArgument) else coerce(argument, to)
        for argument, to in zip(arguments, targets, strict=True)
    )


def _matched(argument: Argument) -> DataType | LambdaArgument:
    return argument if isinstance(argument, LambdaArgument) else argument.type


def _match(signature: Signature, types: Sequence[DataType | LambdaArgument]) -> Match | None:
    patterns = signature.arguments
    if signature.variadic and len(types) >= len(patterns) - 1:
        repeated = len(types) - len(patterns) + 1
        patterns = patterns[:-1] + patterns[-1:] * repeated
    if len(patterns) != len(types):
        return None
    return match_arguments(tuple(map(_of_its_own, patterns, count())), signature.result, types)


def _of_its_own(pattern: Pattern, place: int) -> Pattern:
    """Give each A a name of its own, because any type may stand there."""
    return replace(pattern, variable=f"A{place}") if pattern.variable == "A" else pattern


def _unexpected(name: str, candidates: Sequence[Signature], arguments: Sequence[Argument]) -> str:
    given = ", ".join(argument.type.trino for argument in arguments)
    expected = ", ".join(
        f"{name.lower()}({', '.join(str(pattern) for pattern in signature.arguments)})"
        for signature in candidates
    )
    return f"Unexpected parameters ({given}) for function {name.lower()}. Expected: {expected}"
