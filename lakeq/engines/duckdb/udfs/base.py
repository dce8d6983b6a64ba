"""UDFs in general: naming them in a query, and giving them to DuckDB before it runs.

A query names the ones it calls; a module below this package is imported only then.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from inspect import Parameter, Signature
from typing import Any

from lakeq.engines.duckdb import client
from lakeq.engines.duckdb.failures import marked
from lakeq.engines.duckdb.spelling import one_by_one
from lakeq.engines.duckdb.types import duckdb_type, member_names
from lakeq.errors import LakeqError
from lakeq.model.types import INTEGER_KINDS, DataType, Kind

_REPEATED = (*INTEGER_KINDS, Kind.VARCHAR, Kind.CHAR, Kind.VARBINARY, Kind.BOOLEAN, Kind.JSON)
"""The types whose equal values in Python are the same in every way."""


@dataclass(frozen=True, slots=True)
class Udf:
    """A Python function for certain types: ``path`` is ``module.name`` below this package.

    It takes and gives Python values, as Arrow converts them, one row at a time. It is not asked when
    an argument is NULL, the answer then being NULL, unless ``takes_null``. It may raise LakeqError.
    ``by_type``, what is named makes the function, from this description.
    """

    path: str
    parameters: tuple[DataType, ...]
    result: DataType
    takes_null: bool = False
    by_type: bool = False


class Udfs:
    """Collects the UDFs of one query, under the names they have in its text."""

    def __init__(self) -> None:
        self.named: dict[str, Udf] = {}

    def name(self, udf: Udf) -> str:
        """Take a UDF along; answer its name, which is the same in every query."""
        types = (*udf.parameters, udf.result)
        spell = str if udf.by_type else duckdb_type
        spelled = "_".join(_letters(spell(data_type)) for data_type in types)
        name = f"lakeq_{udf.path.replace('.', '_')}__{spelled}{'_n' * udf.takes_null}"
        self.named[name] = udf
        return name


def define(connection: client.DuckDBPyConnection, name: str, udf: Udf) -> None:
    """Make a UDF known to the DuckDB that a connection belongs to."""
    types: list[Any] = [duckdb_type(parameter) for parameter in udf.parameters]
    connection.create_function(
        f"{name}_of_rows",
        _by_columns(udf),
        types,
        duckdb_type(udf.result),
        type=client.ARROW,
        null_handling=client.SPECIAL,
    )
    parameters = [f"a{index}" for index in range(len(types))]
    operands = map(one_by_one, parameters, types)
    connection.execute(
        f"CREATE OR REPLACE MACRO {name}({', '.join(parameters)}) AS"
        f" {name}_of_rows({', '.join(operands)})"
    )


def _by_columns(udf: Udf) -> Callable[..., Any]:
    """Make the function of Arrow columns that DuckDB calls; what it needs is loaded when it does.

    Many a query only names a function, for the rare value that native SQL cannot deal with.
    """

    @cache
    def loaded() -> Callable[..., Any]:
        return _over_columns(udf)

    def by_columns(*columns: Any) -> Any:
        return loaded()(*columns)

    return _with_arity(by_columns, len(udf.parameters))


def _over_columns(udf: Udf) -> Callable[..., Any]:
    import pyarrow as pa  # noqa: PLC0415 - slow, and loaded by the time a UDF runs.

    evaluate = _function(udf.path)
    if udf.by_type:
        evaluate = evaluate(udf)
    result = _arrow_type(udf.result)

    def by_row(*row: Any) -> Any:
        if not udf.takes_null and any(value is None for value in row):
            return None
        return evaluate(*row)

    repeats = all(parameter.kind in _REPEATED for parameter in udf.parameters)

    def by_columns(*columns: Any) -> Any:
        # Many a column has few values, and each is worked out once in a batch.
        answer = cache(by_row) if repeats else by_row
        try:
            values = [
                answer(*row) for row in zip(*(each.to_pylist() for each in columns), strict=True)
            ]
        except LakeqError as error:
            # Its text is all that comes through DuckDB.
            raise ValueError(marked(type(error), error.message)) from None
        return pa.array(values, result)

    return by_columns


def _with_arity(function: Callable[..., Any], count: int) -> Callable[..., Any]:
    """Say how many columns a function takes, which DuckDB asks before it takes the function."""
    kind = Parameter.POSITIONAL_OR_KEYWORD
    parameters = [Parameter(f"column{index}", kind) for index in range(count)]
    function.__signature__ = Signature(parameters)  # type: ignore[attr-defined] # inspect reads it.
    return function


def _arrow_type(data_type: DataType) -> Any:
    """Name the Arrow type that DuckDB reads as just the type it stores; see ``duckdb_type``."""
    import pyarrow as pa  # noqa: PLC0415 - slow, and loaded by the time a UDF runs.

    from lakeq.formats.arrow import arrow_type  # noqa: PLC0415 - likewise.

    match data_type.kind:
        case Kind.TIMESTAMP:
            return pa.timestamp("us")
        case Kind.ARRAY:
            return pa.list_(_arrow_type(data_type.element))
        case Kind.MAP:
            return pa.map_(_arrow_type(data_type.key), _arrow_type(data_type.value))
        case Kind.ROW:
            members = zip(member_names(data_type), data_type.fields, strict=True)
            return pa.struct([(name, _arrow_type(field.type)) for name, field in members])
        case _:
            return arrow_type(data_type)


def _function(path: str) -> Callable[..., Any]:
    module, _, name = path.rpartition(".")
    function: Callable[..., Any] = getattr(
        import_module(f"lakeq.engines.duckdb.udfs.{module}"), name
    )
    return function


def _letters(type_name: str) -> str:
    """Spell a type as a part of a name, so that other types get other names."""
    return "".join(each if each.isalnum() else f"_{ord(each)}_" for each in type_name)
