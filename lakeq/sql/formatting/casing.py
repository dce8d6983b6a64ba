"""Casing: keywords in capitals, where it is certain that they are keywords."""

from collections.abc import Sequence

from lakeq.sql.formatting.pieces import Piece
from lakeq.sql.grammar.words import RESERVED
from lakeq.sql.scanner import Spelling, TokenKind

_FUNCTIONS = frozenset({"LISTAGG", "NORMALIZE", "TRIM", "GROUPING", "UNNEST"})
"""Reserved words that read as functions do, and keep their case."""

_PAIRS = frozenset(
    {
        ("NULLS", "FIRST"),
        ("NULLS", "LAST"),
        ("PARTITION", "BY"),
        ("UNION", "ALL"),
        ("INTERSECT", "ALL"),
        ("EXCEPT", "ALL"),
        ("CURRENT", "ROW"),
        ("UNBOUNDED", "PRECEDING"),
        ("UNBOUNDED", "FOLLOWING"),
        ("ROWS", "BETWEEN"),
        ("RANGE", "BETWEEN"),
        ("GROUPS", "BETWEEN"),
        ("ROWS", "UNBOUNDED"),
        ("RANGE", "UNBOUNDED"),
        ("GROUPS", "UNBOUNDED"),
        ("ROWS", "CURRENT"),
        ("FETCH", "FIRST"),
        ("FETCH", "NEXT"),
        ("ROWS", "ONLY"),
        ("ROW", "ONLY"),
        ("ROWS", "WITH"),
        ("WITH", "TIES"),
        ("WITH", "ORDINALITY"),
        ("GROUPING", "SETS"),
        ("AT", "TIME"),
        ("TIME", "ZONE"),
        ("CREATE", "VIEW"),
        ("OR", "REPLACE"),
        ("REPLACE", "VIEW"),
        ("WITHIN", "GROUP"),
        ("IGNORE", "NULLS"),
        ("RESPECT", "NULLS"),
        ("EXECUTE", "IMMEDIATE"),
    }
)
_BEFORE_TEXTS = frozenset({"DATE", "TIMESTAMP", "TIME", "DECIMAL", "INTERVAL"})
_AFTER_CALLS = frozenset({"OVER", "FILTER", "WITHIN"})
_BEFORE_COUNTS = frozenset({"LIMIT", "OFFSET"})
_UNITS = frozenset({"YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"})
_SORTED = frozenset({"ASC", "DESC"})
_AFTER_SORTED = frozenset({"NULLS", "LIMIT", "OFFSET", "FETCH", "ROWS", "RANGE", "GROUPS"})
_DDL = frozenset(
    [
        "ADD",
        "ALTER",
        "AS",
        "BUCKETS",
        "BY",
        "CASCADE",
        "CLUSTERED",
        "COLUMNS",
        "COMMENT",
        "CREATE",
        "DATABASE",
        "DATABASES",
        "DBPROPERTIES",
        "DELIMITED",
        "DESC",
        "DESCRIBE",
        "DROP",
        "ESCAPED",
        "EXISTS",
        "EXTENDED",
        "EXTERNAL",
        "FIELDS",
        "FORMAT",
        "FORMATTED",
        "FROM",
        "IF",
        "IN",
        "INPUTFORMAT",
        "INTO",
        "ITEMS",
        "KEYS",
        "LINES",
        "LIKE",
        "LOCATION",
        "MAP",
        "MSCK",
        "NOT",
        "NULL",
        "DEFINED",
        "ON",
        "OUTPUTFORMAT",
        "PARTITION",
        "PARTITIONED",
        "PARTITIONS",
        "REPAIR",
        "RESTRICT",
        "ROW",
        "SCHEMA",
        "SCHEMAS",
        "SERDE",
        "SERDEPROPERTIES",
        "SET",
        "SHOW",
        "STORED",
        "TABLE",
        "TABLES",
        "TBLPROPERTIES",
        "TERMINATED",
        "VIEW",
        "VIEWS",
        "WITH",
        "COLLECTION",
    ]
)


def capitalize(pieces: Sequence[Piece], spelling: Spelling, *, contextual: bool) -> None:
    """Write keywords in capitals; ``contextual`` ones too, which other places take for names."""
    if spelling is Spelling.HIVE:
        _capitalize_ddl(pieces)
        return
    for index, piece in enumerate(pieces):
        before = pieces[index - 1] if index else None
        after = pieces[index + 1] if index + 1 < len(pieces) else None
        if not piece.word or (before is not None and before.text == "."):
            continue
        is_keyword = piece.word in RESERVED and piece.word not in _FUNCTIONS
        if is_keyword or (contextual and _is_contextual(pieces, index, before, after)):
            piece.text = piece.word


def _capitalize_ddl(pieces: Sequence[Piece]) -> None:
    depth = 0
    before = ""
    for piece in pieces:
        if piece.text in ("(", ")"):
            depth += 1 if piece.text == "(" else -1
        elif piece.word in _DDL and before != "." and (depth == 0 or piece.word == "COMMENT"):
            piece.text = piece.word
        before = piece.text


def _is_contextual(
    pieces: Sequence[Piece], index: int, before: Piece | None, after: Piece | None
) -> bool:
    word = pieces[index].word
    previous = "" if before is None else before.word
    following = "" if after is None else after.word
    if previous == "AS":
        return False
    if (previous, word) in _PAIRS or (word, following) in _PAIRS:
        return True
    if index == 0 or previous == "EXPLAIN":
        return word in ("EXPLAIN", "ANALYZE")
    return before is not None and after is not None and _is_beside(pieces, index, before, after)


def _is_beside(pieces: Sequence[Piece], index: int, before: Piece, after: Piece) -> bool:
    """Whether what stands beside a word makes it a keyword."""
    word = pieces[index].word
    if word in _BEFORE_TEXTS:
        return after.kind is TokenKind.STRING
    if word in _AFTER_CALLS:
        return before.text == ")" or before.word == "NULLS"
    if word == "LATERAL":
        return after.text == "("
    if word in _BEFORE_COUNTS:
        return after.kind is TokenKind.NUMBER or after.text == "?"
    if word in _UNITS:
        return before.kind is TokenKind.STRING and pieces[index - 2].word == "INTERVAL"
    if word in _SORTED:
        return after.text in (",", ")", "", ";") or after.word in _AFTER_SORTED
    return word in ("PRECEDING", "FOLLOWING") and before.text[-1:].isdigit()
