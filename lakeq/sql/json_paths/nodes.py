"""Nodes of JSON paths: what a path means, and nothing of how it is written."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias, Union


@dataclass(frozen=True, slots=True)
class Path:
    """A whole path; ``lax`` makes the best of data that has another shape."""

    lax: bool
    root: "Expression"


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal; None is JSON's null. A float was written with an exponent."""

    value: int | Decimal | float | str | bool | None


@dataclass(frozen=True, slots=True)
class Context:
    """``$``: the document."""


@dataclass(frozen=True, slots=True)
class Variable:
    """``$name``: a value of PASSING."""

    name: str


@dataclass(frozen=True, slots=True)
class Current:
    """``@``: the item that a filter looks at."""


@dataclass(frozen=True, slots=True)
class Last:
    """``last``: the last index of the array that is subscripted."""


@dataclass(frozen=True, slots=True)
class Member:
    """``.name``, or ``.*`` where there is no name."""

    base: "Expression"
    name: str | None


@dataclass(frozen=True, slots=True)
class Descendants:
    """``..name``: members of a name, at any depth."""

    base: "Expression"
    name: str


@dataclass(frozen=True, slots=True)
class Elements:
    """``[1, 3 to 5]``, or ``[*]`` where there are no subscripts."""

    base: "Expression"
    subscripts: tuple[tuple["Expression", "Expression | None"], ...] | None


@dataclass(frozen=True, slots=True)
class Filter:
    """``?(predicate)``."""

    base: "Expression"
    predicate: "Predicate"


@dataclass(frozen=True, slots=True)
class Method:
    """``.name()``."""

    base: "Expression"
    name: str


@dataclass(frozen=True, slots=True)
class Sign:
    """``+`` or ``-`` before an expression."""

    operator: str
    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``+ - * / %``."""

    operator: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Comparison:
    """``== != < <= > >=``; ``<>`` is ``!=``."""

    operator: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Exists:
    """``exists(path)``."""

    operand: "Expression"


@dataclass(frozen=True, slots=True)
class StartsWith:
    """``whole starts with "initial"``."""

    whole: "Expression"
    initial: "Expression"


@dataclass(frozen=True, slots=True)
class IsUnknown:
    """``(predicate) is unknown``."""

    operand: "Predicate"


@dataclass(frozen=True, slots=True)
class Not:
    """``!(predicate)``."""

    operand: "Predicate"


@dataclass(frozen=True, slots=True)
class Logical:
    """``&&`` or ``||``."""

    operator: str
    left: "Predicate"
    right: "Predicate"


Expression: TypeAlias = Union[
    "Constant",
    "Context",
    "Variable",
    "Current",
    "Last",
    "Member",
    "Descendants",
    "Elements",
    "Filter",
    "Method",
    "Sign",
    "Arithmetic",
]
Predicate: TypeAlias = Union["Comparison", "Exists", "StartsWith", "IsUnknown", "Not", "Logical"]
