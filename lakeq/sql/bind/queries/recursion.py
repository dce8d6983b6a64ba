"""WITH RECURSIVE: what a query that refers to itself must look like, and its two halves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from lakeq.errors import (
    InvalidRecursiveReference,
    MismatchedColumnAliases,
    MissingColumnAliases,
    NotSupported,
    TypeMismatch,
)
from lakeq.functions.coercions import can_coerce
from lakeq.model.bound import (
    ColumnReference,
    OutputColumn,
    Query,
    QueryRelation,
    Recursion,
    Select,
    WorkingRelation,
)
from lakeq.sql.bind.session import BindSession
from lakeq.sql.positions import position


@dataclass(slots=True)
class WorkingTable:
    """What a recursive query's name stands for in its own second half; notes who refers to it."""

    session: BindSession
    columns: tuple[OutputColumn, ...]
    references: list[WorkingRelation] = field(default_factory=list)

    def refer(self) -> WorkingRelation:
        """Make one more reference."""
        relation = WorkingRelation(self.session.next_relation(), self.columns)
        self.references.append(relation)
        return relation


def may_recur(part: exp.CTE) -> bool:
    """Whether a named query could refer to itself: a UNION, or one that names itself anywhere."""
    name = part.alias.lower()
    return any(
        len(table.parts) == 1 and table.name.lower() == name
        for table in part.this.find_all(exp.Table)
    )


def bind_recursion(
    part: exp.CTE,
    session: BindSession,
    bind_base: Callable[[exp.Expr], Query],
    bind_step: Callable[[exp.Expr, WorkingTable], Query],
    coerced: Callable[[Query, Sequence[OutputColumn]], Query],
) -> Query | None:
    """Bind a query that refers to itself; ``None`` when it turns out not to.

    Raises InvalidRecursiveReference, MissingColumnAliases or TypeMismatch.
    """
    names = [name.name for name in part.args["alias"].args.get("columns") or ()]
    if not names:
        raise _failure(MissingColumnAliases, "missing column aliases in recursive WITH query", part)
    union = part.this
    if not isinstance(union, exp.Union):
        return None
    scans = list(session.scans)
    base = bind_base(union.this)
    if len(names) != len(base.columns):
        raise _failure(
            MismatchedColumnAliases,
            f"Column alias list has {len(names)} entries but relation has "
            f"{len(base.columns)} columns",
            part,
        )
    columns = tuple(OutputColumn(n, c.type) for n, c in zip(names, base.columns, strict=True))
    working = WorkingTable(session, columns)
    step = bind_step(union.expression, working)
    if not working.references:
        session.scans[:] = scans
        return None
    if len(working.references) > 1:
        raise _failure(
            InvalidRecursiveReference,
            "multiple recursive references in the step relation of recursion",
            part,
        )
    _check_clauses(union)
    _check_types(base, step, part)
    body = Recursion(working.references[0], base, coerced(step, columns))
    query = Query(body, columns)
    return _distinct(session, query) if union.args.get("distinct") else query


def _distinct(session: BindSession, query: Query) -> Query:
    relation = QueryRelation(session.next_relation(), query)
    references = tuple(
        ColumnReference(relation.id, index, column.name, column.type)
        for index, column in enumerate(query.columns)
    )
    return Query(Select(references, relation, distinct=True), query.columns)


def _check_clauses(union: exp.Expr) -> None:
    for name, clause in (
        ("with_", "WITH"),
        ("order", "ORDER BY"),
        ("offset", "OFFSET"),
        ("limit", "FETCH FIRST / LIMIT"),
    ):
        node = union.args.get(name)
        if node is not None:
            raise _failure(NotSupported, f"immediate {clause} clause in recursive query", node)


def _check_types(base: Query, step: Query, part: exp.CTE) -> None:
    if len(base.columns) != len(step.columns):
        raise _failure(
            TypeMismatch,
            f"base and step relations of recursion have different number of fields: "
            f"{len(base.columns)}, {len(step.columns)}",
            part,
        )
    for index, (mine, theirs) in enumerate(zip(base.columns, step.columns, strict=True)):
        if not can_coerce(theirs.type, mine.type):
            raise _failure(
                TypeMismatch,
                f"recursion step relation output type ({theirs.type}) is not coercible to "
                f"recursion base relation output type ({mine.type}) at column {index + 1}",
                part,
            )


def _failure(
    error: type[InvalidRecursiveReference]
    | type[MissingColumnAliases]
    | type[MismatchedColumnAliases]
    | type[TypeMismatch]
    | type[NotSupported],
    message: str,
    node: exp.Expr,
) -> Exception:
    line, column = position(node) or (None, None)
    return error(message, line=line, column=column)
