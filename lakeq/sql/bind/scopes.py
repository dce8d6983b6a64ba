"""Scopes: which names mean which fields, at one level of a query and outwards from it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from sqlglot import exp

from lakeq.errors import AmbiguousName, ColumnNotFound
from lakeq.model.bound import ColumnReference, Expression, FieldReference, OutputColumn
from lakeq.model.types import DataType, Kind
from lakeq.sql.positions import position


@dataclass(frozen=True, slots=True)
class ScopeField:
    """A field one can name: ``qualifier`` is its relation's name, outermost part first."""

    name: str
    expression: Expression
    qualifier: tuple[str, ...] = ()
    is_hidden: bool = False

    @property
    def type(self) -> DataType:
        """The field's type."""
        return self.expression.type

    def is_named(self, parts: Sequence[str]) -> bool:
        """Whether a written name, folded, means this field."""
        if self.name.lower() != parts[-1]:
            return False
        written = tuple(parts[:-1])
        return not written or self.qualifier[-len(written) :] == written


@dataclass(frozen=True, slots=True)
class Scope:
    """The fields of one FROM clause in order, or a lambda's parameters, and the scope around."""

    fields: tuple[ScopeField, ...] = ()
    outer: "Scope | None" = None
    relations: frozenset[int] = field(default_factory=frozenset)
    is_lambda: bool = False

    def levels(self) -> Iterator["Scope"]:
        """Yield this scope and those around it, innermost first."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer

    def join(self, other: "Scope") -> "Scope":
        """Put the fields of two relations side by side."""
        return Scope(self.fields + other.fields, self.outer, self.relations | other.relations)

    def qualified(self, qualifier: Sequence[str]) -> tuple[ScopeField, ...]:
        """Find the fields of the relation a written qualifier names."""
        written = tuple(qualifier)
        return tuple(f for f in self.fields if f.qualifier[-len(written) :] == written)


def relation_scope(
    relation: int,
    columns: Sequence[OutputColumn],
    qualifier: tuple[str, ...],
    outer: Scope | None,
) -> Scope:
    """Make the scope of one relation."""
    fields = tuple(
        ScopeField(
            column.name, ColumnReference(relation, index, column.name, column.type), qualifier
        )
        for index, column in enumerate(columns)
    )
    return Scope(fields, outer, frozenset((relation,)))


def hide(scope: Scope, names: Collection[str]) -> Scope:
    """Keep some fields out of ``SELECT *``; they can still be named."""
    fields = tuple(replace(f, is_hidden=f.name in names) for f in scope.fields)
    return replace(scope, fields=fields)


def resolve(scope: Scope, parts: Sequence[str], node: exp.Expr) -> Expression:
    """Find what a dotted name means: a field, perhaps qualified, or a member of a row field.

    Raises ColumnNotFound or AmbiguousName, pointing at ``node``.
    """
    folded = [part.lower() for part in parts]
    for level in scope.levels():
        for length in range(len(folded), 0, -1):
            found = [f for f in level.fields if f.is_named(folded[:length])]
            if len(found) > 1:
                line, column = position(node) or (None, None)
                raise AmbiguousName(
                    f"Column '{'.'.join(parts[:length])}' is ambiguous", line=line, column=column
                )
            if found:
                return _members(found[0].expression, parts[length:], node)
    raise _not_found(scope, parts, node)


def member(base: Expression, name: str, node: exp.Expr) -> Expression:
    """Take a member of a row by name. Raises ColumnNotFound."""
    if base.type.kind is Kind.ROW:
        found = [
            FieldReference(base, index, candidate.name, candidate.type)
            for index, candidate in enumerate(base.type.fields)
            if candidate.name is not None and candidate.name.lower() == name.lower()
        ]
        if len(found) > 1:
            line, column = position(node) or (None, None)
            raise AmbiguousName(f"Ambiguous row field reference: {name}", line=line, column=column)
        if found:
            return found[0]
    line, column = position(node) or (None, None)
    known = [f.name for f in base.type.fields if f.name] if base.type.kind is Kind.ROW else []
    from lakeq.sql.dialect import write  # noqa: PLC0415 - sqlglot's dialects are slow to load.

    raise ColumnNotFound(
        f"Column '{write(node)}' cannot be resolved",
        line=line,
        column=column,
        hint=suggestion(name, known),
    )


def suggestion(name: str, known: Sequence[str]) -> str | None:
    """Word a hint from the closest known name, if one is close."""
    # Two letters of three in common are no likeness.
    close = get_close_matches(name.lower(), [k.lower() for k in known], n=1, cutoff=0.7)
    return f"did you mean `{close[0]}`?" if close else None


def _members(base: Expression, names: Sequence[str], node: exp.Expr) -> Expression:
    for name in names:
        base = member(base, name, node)
    return base


def _not_found(scope: Scope, parts: Sequence[str], node: exp.Expr) -> ColumnNotFound:
    line, column = position(node) or (None, None)
    known = [f.name for level in scope.levels() for f in level.fields]
    return ColumnNotFound(
        f"Column '{'.'.join(parts)}' cannot be resolved",
        line=line,
        column=column,
        hint=suggestion(parts[-1], known),
    )
