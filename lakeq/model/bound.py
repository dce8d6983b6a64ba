"""The bound tree: a query whose every name is resolved and every node has its Trino type.

The binder makes it, planning reads it and an engine compiles it. ``Call.function`` is always a name
of the registry in ``lakeq.functions``: operators, conditionals and functions alike, so whatever is
not in the registry cannot be expressed here at all. The shape stays close to SQL, so that an engine
can write it back. Every relation that yields fields has an ``id``, unique in the whole query, that
column references name. Common table expressions and views are expanded where they are referenced,
as Trino does, so each reference scans by itself.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias, Union

from lakeq.model.clauses import FrameBoundKind, FrameUnit, JoinKind, NullOrder, SetOperator
from lakeq.model.table import Table
from lakeq.model.types import DataType

LiteralValue: TypeAlias = (
    bool | int | float | Decimal | str | bytes | date | datetime | time | timedelta | None
)
"""NULL is ``None``. A timestamp is naive; one with time zone is aware, and ``str`` of its ``tzinfo``
is the zone's name in Trino: a ``ZoneInfo`` of a region (UTC too), or a fixed offset that is named
like ``+05:45``; see ``model.zones``. An interval is a timedelta, or an int of months. A moment
of more than six digits may be its text instead, and a time with time zone always is: spelled as by a
cast to varchar, with no more digits than its type has. What lies outside the years of Python's
calendar is no literal but a cast of its text."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant."""

    value: LiteralValue
    type: DataType


@dataclass(frozen=True, slots=True)
class ColumnReference:
    """Field ``index`` of the relation numbered ``relation``; relations are unique in a query."""

    relation: int
    index: int
    name: str
    type: DataType


@dataclass(frozen=True, slots=True)
class FieldReference:
    """Member ``index`` of a row value."""

    base: "Expression"
    index: int
    name: str | None
    type: DataType


@dataclass(frozen=True, slots=True)
class Call:
    """A scalar function or operator of the registry, its arguments already coerced."""

    function: str
    arguments: tuple["Expression", ...]
    type: DataType


@dataclass(frozen=True, slots=True)
class LambdaVariable:
    """A parameter of a lambda, or a reference to it; ``id`` is unique in a query."""

    id: int
    name: str
    type: DataType


@dataclass(frozen=True, slots=True)
class Lambda:
    """A lambda, which only stands as an argument of a call; its type is a function's."""

    parameters: tuple[LambdaVariable, ...]
    body: "Expression"
    type: DataType


@dataclass(frozen=True, slots=True)
class Cast:
    """A cast, written or implied; a ``safe`` one (TRY_CAST) gives NULL instead of an error."""

    argument: "Expression"
    type: DataType
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A searched CASE; a simple one was rewritten. Branches are conditions and results."""

    branches: tuple[tuple["Expression", "Expression"], ...]
    default: "Expression | None"
    type: DataType


@dataclass(frozen=True, slots=True)
class SortKey:
    """One item of ORDER BY, with Athena's defaults filled in."""

    expression: "Expression"
    descending: bool = False
    nulls: NullOrder = NullOrder.LAST


@dataclass(frozen=True, slots=True)
class OutputReference:
    """Output column ``index`` (from zero) of the query whose ORDER BY this stands in."""

    index: int
    type: DataType


@dataclass(frozen=True, slots=True)
class AggregateCall:
    """An aggregate function of the registry. ``count(*)`` has no arguments."""

    function: str
    arguments: tuple["Expression", ...]
    type: DataType
    distinct: bool = False
    filter: "Expression | None" = None
    order_by: tuple[SortKey, ...] = ()


@dataclass(frozen=True, slots=True)
class FrameBound:
    """One end of a window frame; ``offset`` only for PRECEDING and FOLLOWING."""

    kind: FrameBoundKind
    offset: "Expression | None" = None


@dataclass(frozen=True, slots=True)
class WindowFrame:
    """The rows around the current one that a window function sees."""

    unit: FrameUnit
    start: FrameBound
    end: FrameBound


@dataclass(frozen=True, slots=True)
class WindowCall:
    """A window function, or an aggregate over a window."""

    function: str
    arguments: tuple["Expression", ...]
    type: DataType
    partition_by: tuple["Expression", ...] = ()
    order_by: tuple[SortKey, ...] = ()
    frame: WindowFrame | None = None
    ignore_nulls: bool = False
    distinct: bool = False
    filter: "Expression | None" = None
    argument_order: tuple[SortKey, ...] = ()


@dataclass(frozen=True, slots=True)
class ScalarSubquery:
    """A subquery of one column and at most one row, used as a value.

    ``answer`` is that value once the subquery has run on behalf of planning, which then prunes by
    it. The subquery stays in the tree, and so in the bill.
    """

    query: "Query"
    type: DataType
    answer: Literal | None = None


@dataclass(frozen=True, slots=True)
class Exists:
    """EXISTS; its negation is a ``not`` call around it."""

    query: "Query"
    type: DataType


@dataclass(frozen=True, slots=True)
class InSubquery:
    """``argument IN (query)``, both sides already of one type."""

    argument: "Expression"
    query: "Query"
    type: DataType


@dataclass(frozen=True, slots=True)
class QuantifiedComparison:
    """``argument <operator> ALL|ANY (query)``; ``operator`` is eq, ne, lt, le, gt or ge."""

    operator: str
    every: bool
    argument: "Expression"
    query: "Query"
    type: DataType


Expression: TypeAlias = Union[
    "Literal",
    "ColumnReference",
    "FieldReference",
    "Call",
    "Lambda",
    "LambdaVariable",
    "Cast",
    "Case",
    "OutputReference",
    "AggregateCall",
    "WindowCall",
    "ScalarSubquery",
    "Exists",
    "InSubquery",
    "QuantifiedComparison",
]


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """A named, typed column of a relation or a result."""

    name: str
    type: DataType


@dataclass(frozen=True, slots=True)
class ScanRelation:
    """A reference to a table; its fields are ``table.columns``, in order."""

    id: int
    table: Table

    @property
    def fields(self) -> tuple[OutputColumn, ...]:
        """The table's columns, then its partition keys."""
        return tuple(OutputColumn(column.name, column.type) for column in self.table.columns)

    @property
    def all_fields(self) -> tuple[OutputColumn, ...]:
        """All that a query can name: after the fields, hidden ones that say where a row lies."""
        hidden = (OutputColumn(column.name, column.type) for column in self.table.hidden_columns)
        return (*self.fields, *hidden)


@dataclass(frozen=True, slots=True)
class QueryRelation:
    """A subquery, a view or a common table expression in FROM."""

    id: int
    query: "Query"

    @property
    def fields(self) -> tuple[OutputColumn, ...]:
        """The subquery's columns."""
        return self.query.columns


@dataclass(frozen=True, slots=True)
class ValuesRelation:
    """Inline rows, all of one width and already coerced to ``fields``."""

    id: int
    rows: tuple[tuple[Expression, ...], ...]
    fields: tuple[OutputColumn, ...]


@dataclass(frozen=True, slots=True)
class UnnestRelation:
    """UNNEST: arrays and maps side by side, the shorter ones padded with NULL.

    ``fields`` are an array's element (a row's members each), a map's key and value, and a bigint
    ordinality last when asked for.
    """

    id: int
    arguments: tuple[Expression, ...]
    with_ordinality: bool
    fields: tuple[OutputColumn, ...]


@dataclass(frozen=True, slots=True)
class WorkingRelation:
    """What a recursive query gave in the step before; it stands in the query's own ``step``."""

    id: int
    fields: tuple[OutputColumn, ...]


@dataclass(frozen=True, slots=True)
class Join:
    """Two relations combined; USING was rewritten to a condition.

    A ``lateral`` right side may refer to the left one's fields.
    """

    kind: JoinKind
    left: "Relation"
    right: "Relation"
    condition: Expression | None = None
    lateral: bool = False


Relation: TypeAlias = Union[
    "ScanRelation",
    "QueryRelation",
    "ValuesRelation",
    "UnnestRelation",
    "WorkingRelation",
    "Join",
]


@dataclass(frozen=True, slots=True)
class Grouping:
    """GROUP BY: ``sets`` index into ``keys``; plain grouping is one set of all keys."""

    keys: tuple[Expression, ...]
    sets: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Select:
    """SELECT ... FROM ... WHERE ... GROUP BY ... HAVING.

    ``grouping`` is ``None`` without GROUP BY; the projections may still hold aggregates, which
    then run over all rows.
    """

    projections: tuple[Expression, ...]
    source: Relation | None = None
    where: Expression | None = None
    grouping: Grouping | None = None
    having: Expression | None = None
    distinct: bool = False


@dataclass(frozen=True, slots=True)
class SetOperation:
    """Two queries of equal column types, combined by position."""

    operator: SetOperator
    distinct: bool
    left: "Query"
    right: "Query"


@dataclass(frozen=True, slots=True)
class Values:
    """VALUES as a query by itself."""

    rows: tuple[tuple[Expression, ...], ...]


@dataclass(frozen=True, slots=True)
class Recursion:
    """WITH RECURSIVE: all rows of ``base``, and of ``step`` over those, again and again.

    ``step`` reads ``working``. Both have the same column types. Trino gives up where a tenth step
    has not been the last.
    """

    working: WorkingRelation
    base: "Query"
    step: "Query"


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query expression: body, then ORDER BY, OFFSET and LIMIT.

    A sort key is an ``OutputReference``, or (over a plain ``Select``) an expression over the
    select's source. ``with_ties`` goes on past the limit for as long as rows sort equal.
    """

    body: Select | SetOperation | Values | Recursion
    columns: tuple[OutputColumn, ...]
    order_by: tuple[SortKey, ...] = ()
    offset: int = 0
    limit: int | None = None
    with_ties: bool = False


@dataclass(frozen=True, slots=True)
class BoundQuery:
    """A query bound as a whole, with its scans in the order in which they were met in the text.

    ``query.columns`` are the result's names and Trino types, known before anything runs.
    """

    query: Query
    scans: tuple[ScanRelation, ...]
