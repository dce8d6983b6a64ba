"""Statements that are wrong in themselves: their text, the names in them, their types."""

from lakeq.errors.base import NotSupportedError, ProgrammingError


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
