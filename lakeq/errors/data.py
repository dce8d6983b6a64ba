"""Data that did not allow the answer: values that cannot be cast, divided or held, broken files."""

from lakeq.errors.base import DataError


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
