"""Every failure lakeq can report: whose fault it is, and its Athena and Trino codes.

The tree is PEP 249's, so the DB-API driver re-exports it unchanged. Each leaf carries what
Athena's ``AthenaError`` and Trino's error name would say, so that every door shows one error.
"""

from enum import IntEnum
from typing import ClassVar


class Category(IntEnum):
    """Whose fault a failure is, as Athena's ``ErrorCategory`` numbers it."""

    SYSTEM = 1
    USER = 2


class LakeqError(Exception):
    """The root of the tree: a message that states the fact, and a hint that says what to try.

    ``line`` and ``column`` point into the text the user wrote, both counted from one; they are
    ``None`` when the failure has no place in that text.
    """

    category: ClassVar[Category] = Category.SYSTEM
    athena_type: ClassVar[int] = 100
    trino_name: ClassVar[str] = "GENERIC_INTERNAL_ERROR"
    retryable: ClassVar[bool] = False

    def __init__(
        self,
        message: str,
        *,
        line: int | None = None,
        column: int | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.hint = hint

    def __str__(self) -> str:
        """Read as Trino's errors do: ``NAME: line 1:15: message``."""
        place = f"line {self.line}:{self.column}: " if self.line is not None else ""
        return f"{self.trino_name}: {place}{self.message}"


class Warning(Exception):  # noqa: A001 - PEP 249 fixes the name.
    """PEP 249's ``Warning``; lakeq raises none today."""


Error = LakeqError
"""PEP 249's ``Error``, the root of everything raised on purpose."""


class InterfaceError(LakeqError):
    """The driver was used wrongly: a closed cursor, a fetch before an execute."""

    trino_name = "INVALID_USAGE"


class DatabaseError(LakeqError):
    """PEP 249's parent of every failure of a statement."""


class DataError(DatabaseError):
    """The data did not allow the answer."""

    category = Category.USER


class OperationalError(DatabaseError):
    """The world around the query failed: storage, limits, the metastore."""


class IntegrityError(DatabaseError):
    """PEP 249's name; a lake has no constraints to violate."""


class ProgrammingError(DatabaseError):
    """The statement itself is wrong."""

    category = Category.USER
    athena_type = 1004


class InternalError(DatabaseError):
    """A defect in lakeq; the cause is kept as ``__cause__``."""


class NotSupportedError(DatabaseError):
    """PEP 249's name for what is understood but not offered."""

    category = Category.USER


class QuerySyntaxError(ProgrammingError):
    """The text is not a statement of Athena's grammar."""

    athena_type = 1006
    trino_name = "SYNTAX_ERROR"


class TableNotFound(ProgrammingError):
    """No such table or view."""

    athena_type = 1110
    trino_name = "TABLE_NOT_FOUND"


class PartitionNotFound(ProgrammingError):
    """No such partition."""

    athena_type = 1110
    trino_name = "NOT_FOUND"


class PreparedStatementNotFound(ProgrammingError):
    """EXECUTE or DEALLOCATE of a name that nothing is prepared under."""

    athena_type = 1110
    trino_name = "NOT_FOUND"


class DatabaseNotFound(ProgrammingError):
    """No such database."""

    athena_type = 1301
    trino_name = "SCHEMA_NOT_FOUND"


class ColumnNotFound(ProgrammingError):
    """A name that no relation in scope has."""

    trino_name = "COLUMN_NOT_FOUND"


class TypeMismatch(ProgrammingError):
    """An expression whose type does not fit where it stands."""

    trino_name = "TYPE_MISMATCH"


class AmbiguousName(ProgrammingError):
    """A name that more than one relation in scope has."""

    trino_name = "AMBIGUOUS_NAME"


class TooManyArguments(ProgrammingError):
    """A call of more arguments than a function may have."""

    athena_type = 1004
    trino_name = "TOO_MANY_ARGUMENTS"


class FunctionNotFound(ProgrammingError):
    """No function of that name, or none for those argument types."""

    athena_type = 1303
    trino_name = "FUNCTION_NOT_FOUND"


class AlreadyExists(ProgrammingError):
    """The database, table, view or partition is there already."""

    athena_type = 1003
    trino_name = "TABLE_ALREADY_EXISTS"


class DatabaseNotEmpty(ProgrammingError):
    """DROP DATABASE without CASCADE, while tables remain."""

    athena_type = 1003
    trino_name = "SCHEMA_NOT_EMPTY"


class InvalidDefinition(ProgrammingError):
    """A statement that parses, but contradicts itself (a query clause or a table's definition)."""

    trino_name = "INVALID_ARGUMENTS"


class InvalidColumnReference(ProgrammingError):
    """A position in ORDER BY or GROUP BY that the select list does not have."""

    trino_name = "INVALID_COLUMN_REFERENCE"


class MismatchedColumnAliases(ProgrammingError):
    """A list of column names as long as the relation has no columns."""

    athena_type = 1004
    trino_name = "MISMATCHED_COLUMN_ALIASES"


class DuplicateColumnName(ProgrammingError):
    """A column named twice where each may be named once."""

    athena_type = 1004
    trino_name = "DUPLICATE_COLUMN_NAME"


class DuplicateNamedQuery(ProgrammingError):
    """Two queries of one WITH under one name."""

    athena_type = 1004
    trino_name = "DUPLICATE_NAMED_QUERY"


class MissingColumnAliases(ProgrammingError):
    """A recursive query that does not name its columns."""

    athena_type = 1004
    trino_name = "MISSING_COLUMN_ALIASES"


class InvalidRecursiveReference(ProgrammingError):
    """A recursive query that refers to itself where it cannot."""

    athena_type = 1004
    trino_name = "INVALID_RECURSIVE_REFERENCE"


class MissingOrderBy(ProgrammingError):
    """WITH TIES, or a window frame, without the ORDER BY that it needs."""

    athena_type = 1004
    trino_name = "MISSING_ORDER_BY"


class InvalidWindowFrame(ProgrammingError):
    """A window frame that begins after its end, or counts what cannot be counted."""

    athena_type = 1004
    trino_name = "INVALID_WINDOW_FRAME"


class NestedWindow(ProgrammingError):
    """A window function inside of another."""

    athena_type = 1004
    trino_name = "NESTED_WINDOW"


class DuplicateWindowName(ProgrammingError):
    """Two windows of one WINDOW clause under one name."""

    athena_type = 1004
    trino_name = "DUPLICATE_WINDOW_NAME"


class InvalidOrderBy(ProgrammingError):
    """An ORDER BY that its window cannot have."""

    athena_type = 1004
    trino_name = "INVALID_ORDER_BY"


class InvalidPartitionBy(ProgrammingError):
    """A PARTITION BY where the window that is named has its own."""

    athena_type = 1004
    trino_name = "INVALID_PARTITION_BY"


class NullTreatmentNotAllowed(ProgrammingError):
    """IGNORE NULLS or RESPECT NULLS of a function that has no such choice."""

    athena_type = 1004
    trino_name = "NULL_TREATMENT_NOT_ALLOWED"


class InvalidLimit(ProgrammingError):
    """A number of rows that is none."""

    athena_type = 1004
    trino_name = "INVALID_FETCH_FIRST_ROW_COUNT"


class ExpressionNotInDistinct(ProgrammingError):
    """SELECT DISTINCT sorted by something it does not return."""

    trino_name = "EXPRESSION_NOT_IN_DISTINCT"


class InvalidWindowReference(ProgrammingError):
    """A window's name that the WINDOW clause does not define."""

    trino_name = "INVALID_WINDOW_REFERENCE"


class InvalidParameterUsage(ProgrammingError):
    """Fewer or more parameters than the text has question marks."""

    trino_name = "INVALID_PARAMETER_USAGE"


class ExpressionNotConstant(ProgrammingError):
    """A column or a subquery where only a constant may stand."""

    trino_name = "EXPRESSION_NOT_CONSTANT"


class InvalidGrouping(ProgrammingError):
    """An expression that is neither aggregated nor grouped, or an aggregate out of place."""

    trino_name = "EXPRESSION_NOT_AGGREGATE"


class ExpressionNotScalar(InvalidGrouping):
    """An aggregate or a window function in a clause that allows none."""

    trino_name = "EXPRESSION_NOT_SCALAR"


class NestedAggregation(InvalidGrouping):
    """An aggregate inside another's arguments."""

    trino_name = "NESTED_AGGREGATION"


class MissingGroupBy(InvalidGrouping):
    """GROUPING() where nothing is grouped."""

    trino_name = "MISSING_GROUP_BY"


class InvalidTableProperty(ProgrammingError):
    """A table property whose value cannot be used."""

    athena_type = 1103
    trino_name = "INVALID_TABLE_PROPERTY"


class InvalidView(ProgrammingError):
    """A view that no longer fits what it selects from, or that selects from itself."""

    athena_type = 1107
    trino_name = "INVALID_VIEW"


class InvalidLiteral(ProgrammingError):
    """A literal whose text its type cannot read."""

    trino_name = "INVALID_LITERAL"


class InvalidJsonPath(ProgrammingError):
    """A JSON path that parses, but makes no sense."""

    trino_name = "INVALID_PATH"


class NotSupported(NotSupportedError):
    """Understood, but lakeq (or Athena) does not do it; never answered approximately."""

    athena_type = 1200
    trino_name = "NOT_SUPPORTED"


class InvalidArgument(DataError):
    """A function argument outside what the function accepts."""

    athena_type = 1106
    trino_name = "INVALID_FUNCTION_ARGUMENT"


class InvalidCast(DataError):
    """A value that its target type cannot hold."""

    athena_type = 1001
    trino_name = "INVALID_CAST_ARGUMENT"


class DivisionByZero(DataError):
    """Integer or decimal division by zero."""

    athena_type = 1001
    trino_name = "DIVISION_BY_ZERO"


class OutOfRange(DataError):
    """A number beyond its type."""

    athena_type = 1001
    trino_name = "NUMERIC_VALUE_OUT_OF_RANGE"


class TooManyRows(DataError):
    """A scalar subquery that returned more than one row."""

    athena_type = 1001
    trino_name = "SUBQUERY_MULTIPLE_ROWS"


class BadDataFile(DataError):
    """A file that is not what its table says it is: truncated, corrupt, or of another type."""

    athena_type = 1007
    trino_name = "HIVE_BAD_DATA"


class SchemaMismatch(DataError):
    """A partition whose columns contradict its table's."""

    athena_type = 1004
    trino_name = "HIVE_PARTITION_SCHEMA_MISMATCH"


class InvalidJson(DataError):
    """A text given to a function of SQL/JSON that is not JSON."""

    athena_type = 1001
    trino_name = "JSON_INPUT_CONVERSION_ERROR"


class InvalidJsonResult(DataError):
    """What a JSON path found, where ON EMPTY or ON ERROR makes it an error of JSON_QUERY."""

    athena_type = 1001
    trino_name = "JSON_OUTPUT_CONVERSION_ERROR"


class InvalidJsonScalar(DataError):
    """What a JSON path found, where ON EMPTY or ON ERROR makes it an error of JSON_VALUE."""

    athena_type = 1001
    trino_name = "JSON_VALUE_RESULT_ERROR"


class PathEvaluationFailed(DataError):
    """A JSON path that could not be followed in a document."""

    athena_type = 1001
    trino_name = "PATH_EVALUATION_ERROR"


class PathNotFound(OperationalError):
    """A path that should be there and is not."""

    category = Category.USER
    athena_type = 1109
    trino_name = "HIVE_FILESYSTEM_ERROR"


class BucketNotFound(OperationalError):
    """No such bucket."""

    category = Category.USER
    athena_type = 1306
    trino_name = "HIVE_FILESYSTEM_ERROR"


class FileChanged(OperationalError):
    """A file was replaced or removed after it was listed; a fresh plan may succeed."""

    category = Category.USER
    athena_type = 1302
    trino_name = "HIVE_FILE_NOT_FOUND"
    retryable = True


class AccessDenied(OperationalError):
    """Storage refused."""

    category = Category.USER
    athena_type = 1501
    trino_name = "PERMISSION_DENIED"


class ScanLimitExceeded(OperationalError):
    """The plan is over a cost or scan limit; nothing was read."""

    category = Category.USER
    athena_type = 1008
    trino_name = "EXCEEDED_SCAN_LIMIT"


class QueryCancelled(OperationalError):
    """The person, or a client, stopped the query."""

    category = Category.USER
    athena_type = 1011
    trino_name = "USER_CANCELED"


class Throttled(OperationalError):
    """Storage asked for patience; retrying later may succeed."""

    athena_type = 1403
    trino_name = "HIVE_FILESYSTEM_ERROR"
    retryable = True


class StorageError(OperationalError):
    """Storage could not be reached, or answered nonsense."""

    athena_type = 1403
    trino_name = "HIVE_FILESYSTEM_ERROR"


class QueryTimeout(OperationalError):
    """The query outlived its time limit."""

    athena_type = 206
    trino_name = "EXCEEDED_TIME_LIMIT"


class OutOfResources(OperationalError):
    """The query needed more memory or disk than it may use."""

    athena_type = 1
    trino_name = "EXCEEDED_LOCAL_MEMORY_LIMIT"


class MetastoreError(OperationalError):
    """The metastore could not be read or written."""

    athena_type = 204
    trino_name = "HIVE_METASTORE_ERROR"


class MetastoreVersionError(MetastoreError):
    """The metastore was written by a newer lakeq."""


class ResultWriteError(OperationalError):
    """A result file could not be written."""

    athena_type = 401
    trino_name = "HIVE_WRITER_CLOSE_ERROR"


class ConfigurationError(InterfaceError):
    """A setting, flag or environment variable has a value that cannot be used."""

    category = Category.USER
    trino_name = "INVALID_CONFIGURATION"
