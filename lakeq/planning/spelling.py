"""Spelling bound expressions for people, near enough to SQL to be recognised.

This text is shown in pruning trees and messages. It is never parsed or run.
"""

from collections.abc import Iterable
from decimal import Decimal

from lakeq.model.bound import (
    AggregateCall,
    Call,
    Case,
    Cast,
    ColumnReference,
    Exists,
    Expression,
    FieldReference,
    InSubquery,
    Lambda,
    LambdaVariable,
    Literal,
    LiteralValue,
    OutputReference,
    QuantifiedComparison,
    ScalarSubquery,
    WindowCall,
)

_INFIX = {
    "or": ("OR", 1),
    "and": ("AND", 2),
    "eq": ("=", 4),
    "ne": ("<>", 4),
    "lt": ("<", 4),
    "le": ("<=", 4),
    "gt": (">", 4),
    "ge": (">=", 4),
    "like": ("LIKE", 4),
    "is_distinct_from": ("IS DISTINCT FROM", 4),
    "add": ("+", 5),
    "subtract": ("-", 5),
    "multiply": ("*", 6),
    "divide": ("/", 6),
    "modulus": ("%", 6),
}
"""Operators between operands, and how tightly they bind."""

_NOT, _COMPARISON, _SIGN = 3, 4, 7
_MAX_ITEMS = 5


def spell(expression: Expression) -> str:
    """Write an expression as one line.

    >>> from lakeq.model.types import VARCHAR as text
    >>> spell(Call("eq", (ColumnReference(1, 0, "gram", text), Literal("a", text)), text))
    "gram = 'a'"
    """
    match expression:
        case Literal(value):
            return spell_value(value)
        case ColumnReference(name=name) | LambdaVariable(name=name):
            return name
        case OutputReference(index):
            return f"column {index + 1}"
        case FieldReference(base, index, name):
            return f"{spell(base)}.{name or f'field{index}'}"
        case Cast():
            return _spell_cast(expression)
        case Call():
            return _spell_call(expression)
        case Case():
            return "CASE ... END"
        case AggregateCall(function, arguments) | WindowCall(function, arguments):
            return f"{function}({_list(arguments) or '*'})"
        case _:
            return _spell_query(expression)


def spell_all(conjuncts: Iterable[Expression]) -> str:
    """Write conjuncts as one line, each once."""
    distinct = list(dict.fromkeys(spell(conjunct) for conjunct in conjuncts))
    if len(distinct) == 1:
        return distinct[0]
    return " AND ".join(f"({text})" if " OR " in text else text for text in distinct)


def spell_value(value: LiteralValue) -> str:
    """Write a constant.

    >>> spell_value("it's"), spell_value(None)
    ("'it''s'", 'NULL')
    """
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, bytes):
        return f"X'{value.hex()}'"
    if isinstance(value, int | float | Decimal):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def _spell_cast(cast: Cast) -> str:
    inner = spell(cast.argument)
    # A cast the binder put in says nothing to whoever wrote the query.
    if isinstance(cast.argument, Literal) or cast.argument.type.kind is cast.type.kind:
        return inner
    return f"{'TRY_CAST' if cast.safe else 'CAST'}({inner} AS {cast.type})"


def _spell_query(
    expression: Lambda | ScalarSubquery | Exists | InSubquery | QuantifiedComparison,
) -> str:
    match expression:
        case Lambda(parameters, body):
            return f"({', '.join(each.name for each in parameters)}) -> {spell(body)}"
        case ScalarSubquery():
            return "(SELECT ...)"
        case Exists():
            return "EXISTS (SELECT ...)"
        case InSubquery(argument):
            return f"{spell(argument)} IN (SELECT ...)"
        case QuantifiedComparison(operator, every, argument):
            quantifier = "ALL" if every else "ANY"
            return f"{spell(argument)} {_INFIX[operator][0]} {quantifier} (SELECT ...)"


def _spell_call(call: Call) -> str:
    operands = call.arguments
    match call.function:
        case "not" if isinstance(operands[0], Call) and operands[0].function == "is_null":
            return f"{_within(_COMPARISON, operands[0].arguments[0])} IS NOT NULL"
        case "not":
            return f"NOT {_within(_NOT, operands[0])}"
        case "negate":
            return f"-{_within(_SIGN, operands[0])}"
        case "is_null":
            return f"{_within(_COMPARISON, operands[0])} IS NULL"
        case "between":
            value, low, high = (_within(_COMPARISON, operand) for operand in operands)
            return f"{value} BETWEEN {low} AND {high}"
        case "in":
            return f"{_within(_COMPARISON, operands[0])} IN ({_list(operands[1:])})"
        case function if function in _INFIX:
            symbol, strength = _INFIX[function]
            outside = strength - 1 if function in ("and", "or") else strength
            return f" {symbol} ".join(_within(outside, operand) for operand in operands)
        case function:
            return f"{function}({_list(operands)})"


def _within(strength: int, operand: Expression) -> str:
    """Write an operand, in parentheses where it would fall apart otherwise."""
    text = spell(operand)
    return f"({text})" if _strength(operand) <= strength else text


def _strength(expression: Expression) -> int:
    if not isinstance(expression, Call):
        return _SIGN + 1
    if expression.function == "not":
        return _NOT
    if expression.function in ("between", "in", "is_null"):
        return _COMPARISON
    return _INFIX.get(expression.function, ("", _SIGN + 1))[1]


def _list(items: Iterable[Expression]) -> str:
    texts = [spell(item) for item in items]
    shown = texts[:_MAX_ITEMS]
    return ", ".join(shown) + (f", ... {len(texts)} in all" if len(texts) > _MAX_ITEMS else "")
