"""From text to a statement: grammar, and nothing about what exists.

DDL and utility statements follow Hive's grammar, queries and views Trino's, as in Athena.
"""

import re
from typing import TYPE_CHECKING

from sqlglot import exp

from lakeq.errors import InvalidParameterUsage, NotSupported, QuerySyntaxError
from lakeq.model.query import QueryContext
from lakeq.sql.grammar.queries import QueryGrammar
from lakeq.sql.grammar.words import QUERY_STARTS
from lakeq.sql.queries import QueryStatement
from lakeq.sql.scanner import Source, Spelling, leading_words, statement_end

if TYPE_CHECKING:
    from lakeq.sql.statements import CreateViewStatement, Execute, ExecuteImmediate, Statement

MAX_TEXT_BYTES = 262_144

_DDL_STARTS = frozenset({"CREATE", "DROP", "ALTER", "MSCK", "SHOW", "DESCRIBE", "DESC"})
_PREPARED_STARTS = frozenset({"PREPARE", "EXECUTE", "DEALLOCATE"})
# What Athena's grammar has, or names as unsupported, and lakeq does not do.
_UNSUPPORTED_STARTS = {
    "INSERT": "INSERT INTO",
    "UNLOAD": "UNLOAD",
    "MERGE": "MERGE INTO",
    "DELETE": "DELETE FROM",
    "UPDATE": "UPDATE",
    "OPTIMIZE": "OPTIMIZE",
    "VACUUM": "VACUUM",
    "USING": "USING EXTERNAL FUNCTION",
    "ANALYZE": "ANALYZE",
    "CALL": "CALL",
    "COMMENT": "COMMENT ON",
    "COMMIT": "COMMIT",
    "DFS": "DFS",
    "DENY": "DENY",
    "EXPORT": "EXPORT",
    "GRANT": "GRANT",
    "IMPORT": "IMPORT",
    "LOAD": "LOAD DATA",
    "LOCK": "LOCK",
    "REFRESH": "REFRESH",
    "RELOAD": "RELOAD",
    "RESET": "RESET",
    "REVOKE": "REVOKE",
    "ROLLBACK": "ROLLBACK",
    "SET": "SET",
    "START": "START TRANSACTION",
    "TRUNCATE": "TRUNCATE TABLE",
    "UNLOCK": "UNLOCK",
    "USE": "USE",
}


def parse(text: str, context: QueryContext) -> "Statement":
    """Read the one statement that a text holds.

    Unqualified names take the context's database; locations stay as they are written. Raises
    QuerySyntaxError, with line and column, InvalidDefinition for a statement that contradicts
    itself, InvalidParameterUsage for parameters where there can be none, and NotSupported for one
    of Athena's that lakeq does not do.
    """
    _refuse_unreadable(text)
    statement = _read_safely(Source(text), context)
    if context.parameters and not _takes_parameters(statement):
        raise InvalidParameterUsage(
            f"Incorrect number of parameters: expected 0 but found {len(context.parameters)}",
            line=1,
            column=1,
        )
    return statement


def _takes_parameters(statement: "Statement") -> bool:
    if isinstance(statement, QueryStatement):
        return True
    from lakeq.sql.statements import (  # noqa: PLC0415 - queries do without.
        Execute,
        ExecuteImmediate,
        Explain,
        ExplainAnalyze,
    )

    return isinstance(statement, Explain | ExplainAnalyze | Execute | ExecuteImmediate)


def _read_safely(source: Source, context: QueryContext) -> "Statement":
    try:
        return _read(source, 0, context)
    except RecursionError:
        # Whoever calls may have left less room than the deepest statement needs.
        raise source.error("the statement is nested too deeply", 0) from None


def _read(source: Source, start: int, context: QueryContext) -> "Statement":
    words = leading_words(source, 4, start)
    first = words[0] if words else ""
    if first in _UNSUPPORTED_STARTS:
        line, column = source.position(start)
        raise NotSupported(
            f"{_UNSUPPORTED_STARTS[first]} is not supported", line=line, column=column
        )
    if first == "EXPLAIN":
        return _explain(source, start, context)
    if first in _PREPARED_STARTS:
        return _prepared(source, start, context)
    if words[:2] == ["CREATE", "VIEW"] or words[:4] == ["CREATE", "OR", "REPLACE", "VIEW"]:
        return _create_view(source, start, context)
    if first in _DDL_STARTS:
        from lakeq.sql.ddl.statement import StatementGrammar  # noqa: PLC0415 - queries do without.

        return StatementGrammar(source, context.database, start=start).statement()
    return read_query_statement(source, start)


def read_query_statement(source: Source, start: int = 0) -> QueryStatement:
    """Read the one query that a text holds from an offset on; positions count from its start."""
    grammar = QueryGrammar(source, start)
    begin = grammar.token
    if begin.word not in QUERY_STARTS and not grammar.at_symbol("("):
        grammar.fail("'ALTER'", "'CREATE'", "'DROP'", "'EXPLAIN'", "'SHOW'", "<query>")
    tree = grammar.whole_query()
    return QueryStatement(tree, source.text[begin.start : grammar.end])


def _create_view(source: Source, start: int, context: QueryContext) -> "CreateViewStatement":
    from lakeq.sql.ddl.statement import StatementGrammar  # noqa: PLC0415 - queries do without.
    from lakeq.sql.statements import CreateViewStatement  # noqa: PLC0415 - queries do without.

    grammar = StatementGrammar(source, context.database, start=start, spelling=Spelling.TRINO)
    grammar.expect("CREATE")
    heading = grammar.view_heading()
    query = read_query_statement(source, heading.query_start)
    placeholder = query.tree.find(exp.Placeholder)
    if placeholder is not None:
        raise grammar.unsupported("A parameter in CREATE VIEW")
    return CreateViewStatement(
        heading.name,
        query,
        context.database.lower(),
        heading.or_replace,
        heading.column_names,
        heading.comment,
    )


def _explain(source: Source, start: int, context: QueryContext) -> "Statement":
    from lakeq.sql.explain import ExplainGrammar  # noqa: PLC0415 - queries do without.
    from lakeq.sql.statements import Explain, ExplainAnalyze  # noqa: PLC0415 - queries do without.

    grammar = ExplainGrammar(source, Spelling.TRINO, start)
    heading = grammar.heading()
    if not heading.analyze:
        statement = _read(source, heading.statement_start, context)
        return Explain(statement, heading.format, heading.type)
    return ExplainAnalyze(
        _analyzed(source, heading.statement_start, context),
        heading.format,
        heading.verbose,
        heading.type,
    )


def _analyzed(
    source: Source, start: int, context: QueryContext
) -> "QueryStatement | Execute | ExecuteImmediate":
    from lakeq.sql.statements import (  # noqa: PLC0415 - queries do without.
        Execute,
        ExecuteImmediate,
        statement_type,
    )

    statement = _read(source, start, context)
    if isinstance(statement, QueryStatement | Execute | ExecuteImmediate):
        return statement
    line, column = source.position(start)
    raise NotSupported(
        f"EXPLAIN ANALYZE doesn't support statement type: {statement_type(statement)}",
        line=line,
        column=column,
    )


def _prepared(source: Source, start: int, context: QueryContext) -> "Statement":
    from lakeq.sql.prepared import PreparedGrammar  # noqa: PLC0415 - queries do without.
    from lakeq.sql.statements import Prepare  # noqa: PLC0415 - queries do without.

    grammar = PreparedGrammar(source, start)
    if grammar.token.word == "EXECUTE":
        return grammar.execute()
    if grammar.token.word == "DEALLOCATE":
        return grammar.deallocate()
    heading = grammar.prepare_heading()
    inner = heading.statement_start
    for word in leading_words(source, 1, inner):
        if word in _PREPARED_STARTS:
            line, column = source.position(inner)
            raise NotSupported(
                f"Invalid statement type for prepared statement: {word}", line=line, column=column
            )
    _read(source, inner, context)
    end, _ = statement_end(source, Spelling.TRINO, inner)
    return Prepare(heading.name, source.text[inner:end].rstrip())


def _refuse_unreadable(text: str) -> None:
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_TEXT_BYTES:
        raise QuerySyntaxError(
            f"the statement has {size} bytes, more than the {MAX_TEXT_BYTES} allowed",
            line=1,
            column=1,
        )
    # So the command line hands over bytes that are not UTF-8.
    surrogate = re.search("[\ud800-\udfff]", text)
    if surrogate is not None:
        raise Source(text).error("the statement is not valid Unicode text", surrogate.start())
