"""The world around a query: storage, limits, the metastore, the configuration."""

from lakeq.errors.base import Category, InterfaceError, OperationalError


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
