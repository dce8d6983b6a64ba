"""EXECUTE resolved: the statement that it runs, and the circumstances with its parameters."""

from dataclasses import replace

from sqlglot import exp

from lakeq.catalog.base import Catalog
from lakeq.errors import NotSupported
from lakeq.model.query import QueryContext
from lakeq.sql.bind.expressions.parameters import bind_parameters
from lakeq.sql.parse import parse
from lakeq.sql.queries import QueryStatement
from lakeq.sql.statements import (
    Deallocate,
    Execute,
    ExecuteImmediate,
    Explain,
    ExplainAnalyze,
    Prepare,
    Statement,
    statement_type,
)


def resolve(
    statement: Statement, catalog: Catalog, context: QueryContext
) -> tuple[Statement, QueryContext]:
    """Put what EXECUTE stands for in its place, below EXPLAIN too; other statements stay.

    The parameters of the context that comes back are the values of that statement's ``?``.
    Raises PreparedStatementNotFound, InvalidParameterUsage, and what reading a text raises.
    """
    match statement:
        case Execute(name, arguments):
            text = catalog.prepared_statement(context.workgroup.name, name)
            context = _with_values(arguments, catalog, context)
            return parse(text, context), context
        case ExecuteImmediate(text, arguments, (line, column), text_position):
            context = _with_values(arguments, catalog, context)
            inner = parse(_padded(text, text_position), context)
            if isinstance(inner, Prepare | Execute | ExecuteImmediate | Deallocate):
                name = type(inner).__name__.removesuffix("Immediate").upper()
                raise NotSupported(
                    f"Invalid statement type for EXECUTE IMMEDIATE: {name}",
                    line=line,
                    column=column,
                )
            return inner, context
        case Explain(explained):
            explained, context = resolve(explained, catalog, context)
            return replace(statement, statement=explained), context
        case ExplainAnalyze(analyzed) if not isinstance(analyzed, QueryStatement):
            position = analyzed.position
            query, context = resolve(analyzed, catalog, context)
            if not isinstance(query, QueryStatement):
                raise NotSupported(
                    f"EXPLAIN ANALYZE doesn't support statement type: {statement_type(query)}",
                    line=position[0],
                    column=position[1],
                )
            return replace(statement, query=query), context
        case _:
            return statement, context


def _padded(text: str, position: tuple[int, int]) -> str:
    """Move a text to where it stands, so that its errors point into the statement, as Trino's do.

    Like Trino's, they look for it at the beginning of any line but the first.
    """
    line, column = position
    return " " * column + text if line == 1 else "\n" * (line - 1) + text


def _with_values(
    arguments: tuple[exp.Expr, ...] | None, catalog: Catalog, context: QueryContext
) -> QueryContext:
    if arguments is None:
        return context
    return replace(context, parameters=bind_parameters(arguments, catalog, context))
