"""The few nodes that sqlglot's tree has no class for, and the places of all of them."""

from typing import ClassVar, TypeVar

from sqlglot import exp

from lakeq.model.types import DataType

POSITION = "position"
_Node = TypeVar("_Node", bound=exp.Expr)


class TypedLiteral(exp.Expression, exp.Condition):
    """A literal with its type before it: ``DECIMAL '1.20'``.

    It is kept apart from a cast, because its digits decide its type.
    """

    arg_types: ClassVar = {"this": True, "type_name": True}

    @property
    def text_value(self) -> str:
        """What stands between the quotes."""
        return str(self.this.this)

    @property
    def type_name(self) -> str:
        """The type's name, in lower case."""
        return str(self.args["type_name"])


class TypeName(exp.Expression):
    """The type after AS in a cast."""

    arg_types: ClassVar = {"this": True}

    @property
    def data_type(self) -> DataType:
        """The type itself."""
        return self.args["this"]  # type: ignore[no-any-return] # sqlglot's arguments are untyped.


class RelationGroup(exp.Expression):
    """Joined relations that belong together: in parentheses, or between two commas of FROM.

    Only one in parentheses can have an ``alias``.
    """

    arg_types: ClassVar = {"this": True, "joins": False, "alias": False}


class Sample(exp.Expression):
    """``relation TABLESAMPLE method (percentage)``."""

    arg_types: ClassVar = {"this": True, "method": True, "percentage": True}


class JsonValue(exp.Expression):
    """An operand of a SQL/JSON function: ``expression FORMAT JSON AS name``."""

    arg_types: ClassVar = {"this": True, "format": False, "name": False}


class JsonForm(exp.Expression, exp.Condition):
    """A SQL/JSON function: JSON_EXISTS, JSON_VALUE, JSON_QUERY, JSON_OBJECT or JSON_ARRAY.

    ``expressions`` are PASSING's values, the elements, or the names and values in turn. ``path`` is
    a literal. ``empty`` and ``error`` are words, or the expressions of DEFAULT.
    """

    arg_types: ClassVar = {
        "name": True,
        "this": False,
        "path": False,
        "expressions": False,
        "returning": False,
        "wrapper": False,
        "quotes": False,
        "nulls": False,
        "unique": False,
        "empty": False,
        "error": False,
    }


def cast_type(node: exp.Cast) -> DataType:
    """Give the target type of a cast."""
    target: TypeName = node.args["to"]
    return target.data_type


def place(node: _Node, position: tuple[int, int]) -> _Node:
    """Give a node its line and column."""
    node.meta[POSITION] = position
    return node
