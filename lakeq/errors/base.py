"""The tree of errors: PEP 249's, with what Athena and Trino say of each kind."""

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
