"""CREATE VIEW and DROP VIEW; a view's query is left to the grammar of queries."""

from dataclasses import dataclass

from lakeq.model.changes import DropView
from lakeq.model.names import TableName
from lakeq.sql.ddl.base import DdlGrammar


@dataclass(frozen=True, slots=True)
class ViewHeading:
    """What stands before a view's query, which begins at offset ``query_start``."""

    name: TableName
    or_replace: bool
    column_names: tuple[str, ...]
    comment: str | None
    query_start: int


class ViewGrammar(DdlGrammar):
    """Reads statements about views."""

    def view_heading(self) -> ViewHeading:
        """Read CREATE VIEW as far as its AS; CREATE was just read."""
        or_replace = self.accept("OR", "REPLACE")
        self.expect("VIEW")
        name = self.table_name()
        at_names = self.token
        names = tuple(self.in_parentheses(self.name)) if self.at_symbol("(") else ()
        if len(set(names)) < len(names):
            raise self.contradiction("A column of the view is named twice", at_names)
        comment = self.comment()
        if self.accept("SECURITY") and not self.accept("DEFINER"):
            raise self.unsupported("SECURITY INVOKER")
        self.expect("AS")
        return ViewHeading(name, or_replace, names, comment, self.token.start)

    def drop_view(self) -> DropView:
        """Read what stands behind DROP VIEW."""
        if_exists = self.accept("IF", "EXISTS")
        return DropView(self.table_name(), if_exists)
