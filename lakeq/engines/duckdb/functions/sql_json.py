"""SQL/JSON: its functions, whose clauses come as a constant before their operands."""

from lakeq.engines.duckdb.functions.invocation import Invocation, Template
from lakeq.engines.duckdb.udfs.base import Udf
from lakeq.model.types import VARCHAR, Kind

_TEXTS = (Kind.VARCHAR, Kind.JSON, Kind.UNKNOWN, Kind.CHAR)


def _form(name: str, typed: int = 0, *, by_type: bool = False) -> Template:
    """Make the template of a function, of whose operands ``typed`` are of the result's type."""

    def spell(call: Invocation) -> str:
        if call.constant_text(0) is None:
            raise call.refuse()
        sql = [call.sql[0]]
        parameters = [VARCHAR]
        for index, argument in enumerate(call.arguments[1:], 1):
            own = 1 < index <= 1 + typed
            parameters.append(call.result if own else VARCHAR)
            plain = own or argument.type.kind in _TEXTS[:2]
            sql.append(call.sql[index] if plain else f"CAST({call.sql[index]} AS VARCHAR)")
        path = f"sql_json.{name}"
        udf = Udf(path, tuple(parameters), call.result, takes_null=True, by_type=by_type)
        return f"{call.udfs.name(udf)}({', '.join(sql)})"

    return spell


TEMPLATES: dict[str, Template] = {
    "json_exists": _form("exists"),
    "json_value": _form("value", 2, by_type=True),
    "json_query": _form("query"),
    "json_object": _form("object_of"),
    "json_array": _form("array"),
}
