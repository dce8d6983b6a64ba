"""What a text can ask for: one value per kind of statement."""

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias, Union

from sqlglot import exp

from lakeq.model.names import TableName
from lakeq.model.query import StatementKind
from lakeq.sql.queries import QueryStatement as QueryStatement  # noqa: PLC0414 - it is one of them.

if TYPE_CHECKING:
    from lakeq.model.changes import CatalogChange, RepairTable


@dataclass(frozen=True, slots=True)
class ChangeStatement:
    """A change of the catalog that needs nothing but its own text to be understood."""

    change: "CatalogChange"

    @property
    def kind(self) -> StatementKind:
        """Athena's statement type."""
        return StatementKind.DDL


@dataclass(frozen=True, slots=True)
class CreateViewStatement:
    """CREATE VIEW, whose query is yet to be bound.

    ``column_names`` rename the query's columns when there are any; ``database`` is the one that the
    query's unqualified names are resolved in.
    """

    name: TableName
    query: QueryStatement
    database: str
    or_replace: bool = False
    column_names: tuple[str, ...] = ()
    comment: str | None = None

    @property
    def kind(self) -> StatementKind:
        """Athena's statement type."""
        return StatementKind.DDL


@dataclass(frozen=True, slots=True)
class RepairStatement:
    """MSCK REPAIR TABLE: the partitions are found in storage, then added."""

    change: "RepairTable"

    @property
    def table(self) -> TableName:
        """The table to repair."""
        return self.change.table

    @property
    def kind(self) -> StatementKind:
        """Athena's statement type."""
        return StatementKind.DDL


@dataclass(frozen=True, slots=True)
class _Utility:
    @property
    def kind(self) -> StatementKind:
        """Athena's statement type."""
        return StatementKind.UTILITY


@dataclass(frozen=True, slots=True)
class ShowDatabases(_Utility):
    """SHOW DATABASES; ``pattern`` is Hive's: ``*`` or ``.*`` for anything, ``|`` between choices."""

    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class ShowTables(_Utility):
    """SHOW TABLES: tables and views."""

    database: str
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class ShowViews(_Utility):
    """SHOW VIEWS."""

    database: str
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class ShowColumns(_Utility):
    """SHOW COLUMNS."""

    table: TableName


@dataclass(frozen=True, slots=True)
class ShowPartitions(_Utility):
    """SHOW PARTITIONS."""

    table: TableName


@dataclass(frozen=True, slots=True)
class ShowCreateTable(_Utility):
    """SHOW CREATE TABLE."""

    table: TableName


@dataclass(frozen=True, slots=True)
class ShowCreateView(_Utility):
    """SHOW CREATE VIEW."""

    view: TableName


@dataclass(frozen=True, slots=True)
class ShowTableProperties(_Utility):
    """SHOW TBLPROPERTIES; ``key`` asks for one of them."""

    table: TableName
    key: str | None = None


class DescribeStyle(Enum):
    """How much DESCRIBE tells."""

    PLAIN = "plain"
    EXTENDED = "extended"
    FORMATTED = "formatted"


@dataclass(frozen=True, slots=True)
class Describe(_Utility):
    """DESCRIBE of a table or view, or of one column of it."""

    table: TableName
    style: DescribeStyle = DescribeStyle.PLAIN
    column: str | None = None


class ExplainFormat(Enum):
    """How EXPLAIN writes its answer."""

    TEXT = "TEXT"
    JSON = "JSON"
    GRAPHVIZ = "GRAPHVIZ"


class ExplainType(Enum):
    """What EXPLAIN answers; COST is lakeq's own: the estimate and its pruning."""

    LOGICAL = "LOGICAL"
    DISTRIBUTED = "DISTRIBUTED"
    VALIDATE = "VALIDATE"
    IO = "IO"
    COST = "COST"


@dataclass(frozen=True, slots=True)
class Explain(_Utility):
    """EXPLAIN: nothing is run and nothing is billed.

    ``type`` is ``None`` when the text names none.
    """

    statement: "Statement"
    format: ExplainFormat = ExplainFormat.TEXT
    type: ExplainType | None = None


@dataclass(frozen=True, slots=True)
class ExplainAnalyze(_Utility):
    """EXPLAIN ANALYZE: the query is run and billed, and its figures are the answer."""

    query: "QueryStatement | Execute | ExecuteImmediate"
    format: ExplainFormat = ExplainFormat.TEXT
    verbose: bool = False
    type: ExplainType | None = None


@dataclass(frozen=True, slots=True)
class Prepare(_Utility):
    """PREPARE: ``text`` is the statement, which was read and found well-formed."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Execute(_Utility):
    """EXECUTE of a prepared statement, which its catalog knows.

    ``arguments`` are the expressions after USING; without USING the context's parameters are meant.
    ``position`` is where EXECUTE stands.
    """

    name: str
    arguments: tuple[exp.Expr, ...] | None = None
    position: tuple[int, int] = (1, 1)


@dataclass(frozen=True, slots=True)
class ExecuteImmediate(_Utility):
    """EXECUTE IMMEDIATE of a text; see ``Execute`` for what its arguments are.

    ``text_position`` is where the text's opening quote stands.
    """

    text: str
    arguments: tuple[exp.Expr, ...] | None = None
    position: tuple[int, int] = (1, 1)
    text_position: tuple[int, int] = (1, 0)


@dataclass(frozen=True, slots=True)
class Deallocate(_Utility):
    """DEALLOCATE PREPARE."""

    name: str


def statement_type(statement: "Statement") -> str:
    """Name what kind of statement it is, as Trino names its own.

    >>> statement_type(ShowTables("sales"))
    'ShowTables'
    """
    named = statement.change if isinstance(statement, ChangeStatement) else statement
    name = type(named).__name__.removesuffix("Statement")
    return name.replace("Databases", "Schemas").replace("Database", "Schema")


Statement: TypeAlias = Union[
    QueryStatement,
    ChangeStatement,
    CreateViewStatement,
    RepairStatement,
    ShowDatabases,
    ShowTables,
    ShowViews,
    ShowColumns,
    ShowPartitions,
    ShowCreateTable,
    ShowCreateView,
    ShowTableProperties,
    Describe,
    Explain,
    ExplainAnalyze,
    Prepare,
    Execute,
    ExecuteImmediate,
    Deallocate,
]
