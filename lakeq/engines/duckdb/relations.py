"""Relations: what stands in FROM, each base relation under the alias its references use."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from lakeq.engines.duckdb.expressions import ExpressionCompiler
from lakeq.engines.duckdb.spelling import text
from lakeq.engines.duckdb.types import member_names
from lakeq.errors import NotSupported
from lakeq.model.bound import (
    ColumnReference,
    Expression,
    Join,
    Query,
    QueryRelation,
    Relation,
    ScanRelation,
    UnnestRelation,
    ValuesRelation,
    WorkingRelation,
)
from lakeq.model.clauses import JoinKind
from lakeq.model.traversal import walk
from lakeq.model.types import DataType, Kind

ROW_COUNT = "$rows"
"""The column of a counted source that says how many rows each of its rows stands for."""

_CHUNK = 1_000_000
_ALL_ROWS = 2**63 - 1


@dataclass(frozen=True, slots=True)
class ScanSource:
    """What a scan reads from: SQL for a derived table, and the names of its fields.

    A ``counted`` source reads no data: its rows are key values and, in the column ``ROW_COUNT``,
    how many rows have them.
    """

    sql: str
    columns: tuple[str, ...]
    counted: bool = False


class RelationCompiler:
    """Spells the FROM clause of one SELECT."""

    def __init__(
        self,
        expressions: ExpressionCompiler,
        compile_query: Callable[[Query], str],
        sources: Mapping[int, ScanSource],
        *,
        counted: bool,
        by_chance: bool = False,
    ) -> None:
        self._expressions = expressions
        self._compile_query = compile_query
        self._sources = sources
        self._counted = counted
        self._by_chance = by_chance

    def relation(self, relation: Relation) -> str:
        """Spell a relation; a counted source stays so only where the SELECT can count."""
        match relation:
            case ScanRelation():
                source = self._sources[relation.id]
                sql = source.sql if self._counted or not source.counted else _expand(source.sql)
                if self._by_chance and source.counted:
                    # No filter passes a LIMIT, so that each row meets its own chance.
                    sql += f" LIMIT {_ALL_ROWS}"
                return f"({sql}) AS t{relation.id}"
            case QueryRelation():
                return f"({self._compile_query(relation.query)}) AS t{relation.id}"
            case ValuesRelation():
                rows = values(self._expressions, relation.rows)
                names = ", ".join(f"c{index}" for index in range(len(relation.fields)))
                return f"({rows}) AS t{relation.id}({names})"
            case WorkingRelation():
                return f"({self._sources[relation.id].sql}) AS t{relation.id}"
            case UnnestRelation():
                return self._first_unnest(relation)
            case Join():
                return self._join(relation)
            case _:
                assert_never(relation)

    def _join(self, join: Join) -> str:
        left = self.relation(join.left)
        if join.lateral and isinstance(join.right, UnnestRelation):
            right = f"LATERAL ({self._unnest(join.right)}) AS t{join.right.id}"
            return self._joined(join, left, right)
        right = self.relation(join.right)
        if isinstance(join.right, Join):
            right = f"({right})"
        elif join.lateral:
            right = f"LATERAL {right}"
        return self._joined(join, left, right)

    def _joined(self, join: Join, left: str, right: str) -> str:
        if join.kind is JoinKind.CROSS and not join.lateral:
            return f"{left} CROSS JOIN {right}"
        if join.lateral and join.kind in (JoinKind.RIGHT, JoinKind.FULL):
            raise NotSupported(f"{join.kind.value} JOIN with LATERAL or UNNEST is not supported")
        kind = JoinKind.INNER if join.kind is JoinKind.CROSS else join.kind
        condition = (
            "true" if join.condition is None else self._expressions.condition(join.condition)
        )
        return f"{left} {kind.value} JOIN {right} ON {condition}"

    def _first_unnest(self, relation: UnnestRelation) -> str:
        """Spell an UNNEST that is joined to nothing before it.

        One over fields from further out is joined to a row of nothing: in DuckDB 1.5 a correlated
        subquery over nothing but an unnested list takes fields from around it for its own.
        """
        spelled = f"({self._unnest(relation)}) AS t{relation.id}"
        nodes = (node for argument in relation.arguments for node in walk(argument))
        if not any(isinstance(node, ColumnReference) for node in nodes):
            return spelled
        return f"((SELECT 1) AS o{relation.id} INNER JOIN LATERAL {spelled} ON true)"

    def _unnest(self, relation: UnnestRelation) -> str:
        """Spell UNNEST as a SELECT, where DuckDB itself pads the shorter lists with NULL."""
        unnested: list[str] = []
        outer: list[str] = []
        lengths: list[str] = []
        for argument in relation.arguments:
            spelled = self._expressions.value(argument)
            length = f"CAST({_length(argument.type)}({spelled}) AS BIGINT)"
            lengths.append(f"coalesce({length}, 0)")
            for item, fields in _items(argument, spelled):
                name = f"u{len(unnested)}"
                unnested.append(f"unnest({item}) AS {name}")
                outer.extend(field.replace("{}", name) for field in fields)
        if relation.with_ordinality:
            unnested.append(f"unnest(range(1, greatest({', '.join(lengths)}) + 1)) AS o")
            outer.append("o")
        columns = ", ".join(f"{item} AS c{index}" for index, item in enumerate(outer))
        return f"SELECT {columns} FROM (SELECT {', '.join(unnested)}) u"


def values(expressions: ExpressionCompiler, rows: Sequence[Sequence[Expression]]) -> str:
    """Spell inline rows."""
    spelled = (", ".join(expressions.value(item) for item in row) for row in rows)
    return "VALUES " + ", ".join(f"({row})" for row in spelled)


def _expand(counted: str) -> str:
    """Repeat each row as often as it counts, in pieces that need little memory."""
    pieces = (
        f'SELECT k.*, unnest(range(0, k."{ROW_COUNT}", {_CHUNK})) AS "$start" FROM ({counted}) k'
    )
    size = f'least({_CHUNK}, p."{ROW_COUNT}" - p."$start")'
    rows = f'SELECT p.*, unnest(range({size})) AS "$row" FROM ({pieces}) p'
    return f'SELECT * EXCLUDE ("{ROW_COUNT}", "$start", "$row") FROM ({rows}) r'


def _items(argument: Expression, spelled: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the lists an argument is unnested as, and the fields each gives, ``{}`` its name."""
    data_type = argument.type
    if data_type.kind is Kind.MAP:
        yield f"map_keys({spelled})", ["{}"]
        yield f"map_values({spelled})", ["{}"]
    elif data_type.kind is Kind.ARRAY and data_type.element.kind is Kind.ROW:
        names = member_names(data_type.element)
        yield spelled, [f"struct_extract({{}}, {text(name)})" for name in names]
    elif data_type.kind is Kind.ARRAY:
        yield spelled, ["{}"]
    else:
        raise NotSupported(f"UNNEST of {data_type.trino} is not supported")


def _length(data_type: DataType) -> str:
    return "cardinality" if data_type.kind is Kind.MAP else "len"
