"""Layout: lines of at most a hundred columns, clause by clause."""

from collections.abc import Callable, Sequence
from itertools import takewhile

from lakeq.sql.formatting.clauses import Clause, boolean_parts, clauses, is_query
from lakeq.sql.formatting.pieces import Group, Node, Piece, all_pieces, split, word_at
from lakeq.sql.formatting.spacing import is_spaced

WIDTH = 100
_STEP = 2
_SHORT_ITEM = 24
_MANY_ITEMS = 8


class Layout:
    """Prints the nodes of one statement."""

    def __init__(self, *, types: bool) -> None:
        self._types = types
        self._lines: list[str] = [""]
        self._must_break = False
        self._last: Piece | None = None
        self._before_last: Piece | None = None

    @property
    def text(self) -> str:
        """The lines printed so far."""
        return "\n".join(line.rstrip() for line in self._lines).strip("\n")

    def newline(self, indent: int) -> None:
        """Begin a line, unless one has just begun."""
        self._must_break = False
        if self._lines[-1].strip():
            self._lines.append(" " * indent)
        else:
            self._lines[-1] = " " * indent

    def query(self, nodes: Sequence[Node], indent: int) -> None:
        """Print a query, each clause on lines of its own."""
        for number, clause in enumerate(clauses(nodes)):
            if number:
                self.newline(indent)
            self._clause(clause, indent)

    def run(self, nodes: Sequence[Node], indent: int) -> None:
        """Print nodes on one line if they fit, else brackets over several."""
        if self._fits(nodes):
            self._all(nodes, indent)
            return
        for index, node in enumerate(nodes):
            if isinstance(node, Piece):
                self._put(node, indent)
            elif self._fits([node, *takewhile(_is_piece, nodes[index + 1 :])]):
                self._all([node], indent)
            else:
                self.group(node, indent)

    def group(self, group: Group, indent: int) -> None:
        """Print what is between brackets on lines of its own."""
        self._put(group.open, indent)
        inner = indent + _STEP
        if group.open.word == "CASE":
            self._case(group, inner)
        elif is_query(group.nodes):
            self.newline(inner)
            self.query(group.nodes, inner)
        elif len(window := _window_parts(group.nodes)) > 1:
            self._each(window, inner, self.run)
        elif len(items := split(group.nodes, ",")) == 1:
            self.newline(inner)
            self._boolean(group.nodes, inner, inner)
        elif len(items) >= _MANY_ITEMS and all(_is_short(item) for item in items):
            self._filled(items, inner)
        else:
            self._each(items, inner, self.item)
        self.newline(indent)
        self._put(group.close, indent)

    def line(self, nodes: Sequence[Node], indent: int) -> None:
        """Print nodes without breaking them."""
        self._all(nodes, indent)

    def fits(self, nodes: Sequence[Node]) -> bool:
        """Whether nodes have room on the line at hand, and no comment ends it before them."""
        return self._fits(nodes)

    def item(self, nodes: Sequence[Node], indent: int) -> None:
        """Print one item of a list."""
        self._boolean(nodes, indent, indent + _STEP)

    def _clause(self, clause: Clause, indent: int) -> None:
        if self._fits([*clause.header, *clause.body]):
            self._all([*clause.header, *clause.body], indent)
            return
        self._all(clause.header, indent)
        if clause.is_list:
            items = split(clause.body, ",")
            if len(items) == 1 and clause.header[0].word != "SELECT":
                self.item(items[0], indent)
            elif clause.header[0].word == "WITH":
                for number, each in enumerate(items):
                    if number:
                        self.newline(indent)
                    self.run(each, indent)
            else:
                self._each(items, indent + _STEP, self.item)
        else:
            self._boolean(clause.body, indent, indent + _STEP)

    def _each(
        self,
        parts: Sequence[Sequence[Node]],
        indent: int,
        show: Callable[[Sequence[Node], int], None],
    ) -> None:
        for part in parts:
            self.newline(indent)
            show(part, indent)

    def _filled(self, items: Sequence[Sequence[Node]], indent: int) -> None:
        self.newline(indent)
        for each in items:
            if not self._fits(each):
                self.newline(indent)
            self._all(each, indent)

    def _boolean(self, nodes: Sequence[Node], indent: int, continued: int) -> None:
        if self._fits(nodes):
            self._all(nodes, indent)
            return
        for number, part in enumerate(boolean_parts(nodes)):
            if number:
                self.newline(continued)
            self.run(part, continued if number else indent)

    def _case(self, group: Group, indent: int) -> None:
        part: list[Node] = []
        for node in group.nodes:
            if isinstance(node, Piece) and node.word in ("WHEN", "ELSE"):
                self.run(part, indent)
                self.newline(indent)
                part = []
            part.append(node)
        self.run(part, indent)

    def _fits(self, nodes: Sequence[Node]) -> bool:
        flat = list(all_pieces(nodes))
        if self._must_break or any(piece.above or piece.after for piece in flat[:-1]):
            return False
        if flat and flat[-1].above:
            return False
        return len(self._lines[-1]) + self._flat_width(flat) <= WIDTH

    def _flat_width(self, flat: Sequence[Piece]) -> int:
        width = 0
        before, last = self._before_last, self._last
        for piece in flat:
            width += len(self._gap(before, last, piece)) + len(_inline(piece))
            before, last = last, piece
        return width

    def _all(self, nodes: Sequence[Node], indent: int) -> None:
        for piece in all_pieces(nodes):
            self._put(piece, indent)

    def _put(self, piece: Piece, indent: int) -> None:
        if self._must_break:
            self.newline(indent)
        if piece.above and not self._lines[-1].strip():
            indent = len(self._lines[-1])
        for comment in piece.above:
            if self._lines[-1].strip():
                self.newline(indent)
            self._lines[-1] += comment
            self._lines.append(" " * indent)
        gap = self._gap(self._before_last, self._last, piece) if self._lines[-1].strip() else ""
        self._lines[-1] += gap + _inline(piece)
        for comment in piece.after:
            self._lines[-1] += f"  {comment}" if comment.startswith("--") else f" {comment}"
            self._must_break = True
        self._before_last, self._last = self._last, piece

    def _gap(self, before: Piece | None, last: Piece | None, piece: Piece) -> str:
        if last is None or not (piece.text or piece.before):
            return ""
        if piece.before:
            return " "
        return " " if is_spaced(before, last, piece, types=self._types) else ""


def _is_piece(node: Node) -> bool:
    return isinstance(node, Piece)


def _inline(piece: Piece) -> str:
    return " ".join([*piece.before, piece.text])


def _is_short(nodes: Sequence[Node]) -> bool:
    flat = list(all_pieces(nodes))
    return sum(len(piece.text) for piece in flat) <= _SHORT_ITEM and not any(
        piece.breaks for piece in flat
    )


def _window_parts(nodes: Sequence[Node]) -> list[list[Node]]:
    """Split a window's specification before ORDER BY and the frame."""
    if word_at(nodes, 0) not in ("PARTITION", "ORDER"):
        return [list(nodes)]
    parts: list[list[Node]] = [[]]
    for index, node in enumerate(nodes):
        starts = word_at(nodes, index) == "ORDER" and word_at(nodes, index + 1) == "BY"
        starts |= word_at(nodes, index) in ("ROWS", "RANGE", "GROUPS") and (
            word_at(nodes, index + 1) in ("BETWEEN", "UNBOUNDED", "CURRENT")
        )
        if starts and parts[-1]:
            parts.append([])
        parts[-1].append(node)
    return parts
