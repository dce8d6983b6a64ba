"""From text to a statement: grammar, and nothing about what exists."""

from lakeq.errors import QuerySyntaxError
from lakeq.model.query import QueryContext
from lakeq.sql.grammar.queries import read_query
from lakeq.sql.grammar.words import QUERY_STARTS
from lakeq.sql.scanner import Source, leading_words
from lakeq.sql.statements import QueryStatement, Statement

MAX_TEXT_BYTES = 262_144


def parse(text: str, context: QueryContext) -> Statement:
    """Read the one statement that a text holds.

    Unqualified names take the context's database. Raises QuerySyntaxError, with line and column,
    and NotSupported for a statement of Athena's that lakeq does not do.
    """
    _refuse_unreadable(text)
    source = Source(text)
    words = leading_words(source, 3)
    if not words or words[0] in QUERY_STARTS:
        return read_query_statement(source)
    raise source.error("mismatched input", 0)


def read_query_statement(source: Source, start: int = 0) -> QueryStatement:
    """Read the query that a text holds from an offset on."""
    tree = read_query(source, start)
    return QueryStatement(tree, source.text[start:].strip().rstrip(";").rstrip())


def _refuse_unreadable(text: str) -> None:
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_TEXT_BYTES:
        raise QuerySyntaxError(
            f"the statement has {size} bytes, more than the {MAX_TEXT_BYTES} allowed"
        )
    if "\0" in text:
        raise QuerySyntaxError("the statement contains a NUL character")
