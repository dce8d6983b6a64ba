"""LakeqAthena: sqlglot's Trino dialect, taught to write the nodes of our grammar.

sqlglot's own parser rewrites functions, drops arguments it has no place for, takes more than Trino
does, and runs out of stack at fifty parentheses; so trees are built by ``lakeq.sql.grammar``, and
the dialect writes them back as text, for messages and listings.
"""

from typing import ClassVar

from sqlglot import exp
from sqlglot.dialects.trino import Trino
from sqlglot.generators.trino import TrinoGenerator

from lakeq.sql.nodes import RelationGroup, Sample, TypedLiteral, TypeName


class TreeWriter(TrinoGenerator):
    """Spells the nodes that sqlglot does not have, and the others as they were written."""

    MULTI_ARG_DISTINCT = True
    TRANSFORMS: ClassVar = {
        **TrinoGenerator.TRANSFORMS,
        exp.AtTimeZone: lambda self, node: (
            f"{self.sql(node, 'this')} AT TIME ZONE {self.sql(node, 'zone')}"
        ),
        exp.Bracket: lambda self, node: (
            f"{self.sql(node, 'this')}[{self.expressions(node, flat=True)}]"
        ),
        exp.Div: lambda self, node: self.binary(node, "/"),
        exp.Select: lambda self, node: self.select_sql(node),
        TypedLiteral: lambda self, node: f"{node.type_name.upper()} {self.sql(node, 'this')}",
        TypeName: lambda _, node: node.data_type.trino,
        RelationGroup: lambda self, node: self.relation_group(node),
        Sample: lambda self, node: self.sample(node),
        exp.Aliases: lambda self, node: (
            f"{self.sql(node, 'this')} AS ({self.expressions(node, flat=True)})"
        ),
        exp.WithinGroup: lambda self, node: self.ordered_call(node),
    }

    def ordered_call(self, node: exp.WithinGroup) -> str:
        """Spell an aggregate with the order of what it takes in."""
        order = self.sql(node, "expression").strip()
        if node.this.name.upper() == "LISTAGG":
            return f"{self.listagg(node.this)} WITHIN GROUP ({order})"
        call = self.sql(node, "this")
        return f"{call.removesuffix(')')} {order})"

    def listagg(self, node: exp.Expr) -> str:
        """Spell a LISTAGG, with what becomes of a text that is too long."""
        arguments, distinct = node.expressions, ""
        if isinstance(arguments[0], exp.Distinct):
            arguments, distinct = arguments[0].expressions, "DISTINCT "
        spelled = [self.sql(argument) for argument in arguments]
        if len(spelled) < len(("value", "separator", "filler", "counted")):
            return self.sql(node)
        value, separator, filler, _ = spelled
        word = "WITH" if arguments[-1].this else "WITHOUT"
        return (
            f"{node.name}({distinct}{value}, {separator} "
            f"ON OVERFLOW TRUNCATE {filler} {word} COUNT)"
        )

    def sample(self, node: Sample) -> str:
        """Spell a part of a relation, chosen by chance."""
        percentage = self.sql(node, "percentage")
        return f"{self.sql(node, 'this')} TABLESAMPLE {node.args['method']} ({percentage})"

    def relation_group(self, node: RelationGroup) -> str:
        """Spell joined relations in their parentheses."""
        joins = "".join(self.sql(join) for join in node.args.get("joins") or ())
        alias = self.sql(node, "alias")
        return f"({self.sql(node, 'this')}{joins})" + (f" AS {alias}" if alias else "")


class LakeqAthena(Trino):
    """Writes a query's tree as Trino would read it."""

    Generator = TreeWriter


def write(node: exp.Expr) -> str:
    """Spell a node, for a message."""
    return node.sql(dialect=LakeqAthena, normalize_functions=False)
