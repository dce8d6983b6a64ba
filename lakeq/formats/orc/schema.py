"""ORC's type tree in our types, and the leaf of each of its nodes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from lakeq.formats.orc.messages import OrcType
from lakeq.formats.orc.protobuf import WireError
from lakeq.model import types
from lakeq.model.files import FileColumn, Leaf
from lakeq.model.types import DataType, Field

_MAX_DEPTH = 100


class OrcKind(IntEnum):
    """A type, as ORC's footers number them."""

    BOOLEAN = 0
    BYTE = 1
    SHORT = 2
    INT = 3
    LONG = 4
    FLOAT = 5
    DOUBLE = 6
    STRING = 7
    BINARY = 8
    TIMESTAMP = 9
    LIST = 10
    MAP = 11
    STRUCT = 12
    UNION = 13
    DECIMAL = 14
    DATE = 15
    VARCHAR = 16
    CHAR = 17
    TIMESTAMP_INSTANT = 18
    GEOMETRY = 19
    GEOGRAPHY = 20


_PLAIN = {
    OrcKind.BOOLEAN: types.BOOLEAN,
    OrcKind.BYTE: types.TINYINT,
    OrcKind.SHORT: types.SMALLINT,
    OrcKind.INT: types.INTEGER,
    OrcKind.LONG: types.BIGINT,
    OrcKind.FLOAT: types.REAL,
    OrcKind.DOUBLE: types.DOUBLE,
    OrcKind.STRING: types.VARCHAR,
    OrcKind.BINARY: types.VARBINARY,
    OrcKind.TIMESTAMP: types.timestamp(9),
    OrcKind.TIMESTAMP_INSTANT: types.timestamp(9),
    OrcKind.DATE: types.DATE,
    OrcKind.GEOMETRY: types.VARBINARY,
    OrcKind.GEOGRAPHY: types.VARBINARY,
}


@dataclass(slots=True)
class OrcColumns:
    """A schema: its top-level columns, and a leaf for each node.

    Nodes are numbered densely from 1, so leaf ``i`` of a layout is node ``i + 1`` of its file.
    ``repeated`` are the nodes below an array, a map or a union, whose statistics count elements.
    ``inner`` are the nodes that have others below them.
    """

    columns: tuple[FileColumn, ...] = ()
    leaves: list[Leaf] = field(default_factory=list)
    repeated: set[int] = field(default_factory=set)
    inner: set[int] = field(default_factory=set)


def read_columns(tree: Sequence[OrcType]) -> OrcColumns:
    """Describe a type tree, whose root must be a struct: the row.

    Every node below the root is a leaf, in the order of the tree, rows and arrays included: they
    have streams of their own. (Writers give the root none, as a row is never NULL.)
    """
    if not tree or tree[0].kind != OrcKind.STRUCT:
        raise WireError("the file's rows are no struct")
    root = tree[0]
    described = OrcColumns()
    columns = []
    for index, (name, node) in enumerate(_members(root)):
        walk = _Walk(tree, described, index)
        columns.append(FileColumn(name, walk.type_of(node, (name,), is_repeated=False)))
    described.columns = tuple(columns)
    return described


class _Walk:
    """Goes through one top-level column, and adds a leaf for every node it meets."""

    def __init__(self, tree: Sequence[OrcType], described: OrcColumns, column: int) -> None:
        self._tree = tree
        self._described = described
        self._column = column

    def type_of(self, node: int, path: tuple[str, ...], *, is_repeated: bool) -> DataType:
        """Name the type of a node."""
        # Nodes are numbered as they are met; anything else would lead around in circles.
        place = len(self._described.leaves)
        if node != place + 1 or node >= len(self._tree) or len(path) > _MAX_DEPTH:
            raise WireError("the type tree is tangled")
        self._described.leaves.append(Leaf(self._column, path, types.UNKNOWN))
        if is_repeated:
            self._described.repeated.add(node)
        data_type = self._data_type(node, path, is_repeated=is_repeated)
        self._described.leaves[place] = Leaf(self._column, path, data_type)
        return data_type

    def _data_type(self, node: int, path: tuple[str, ...], *, is_repeated: bool) -> DataType:
        orc = self._tree[node]
        kind = OrcKind(orc.kind)
        if kind in _PLAIN:
            return _PLAIN[kind]
        if kind is OrcKind.DECIMAL:
            precision = orc.precision or types.MAX_DECIMAL_DIGITS
            if not orc.scale <= precision <= types.MAX_DECIMAL_DIGITS:
                raise WireError("a decimal has too many digits")
            return types.decimal(precision, orc.scale)
        if kind is OrcKind.VARCHAR:
            return types.varchar(orc.maximum_length or None)
        if kind is OrcKind.CHAR:
            return types.char(orc.maximum_length)
        self._described.inner.add(node)
        if kind is OrcKind.STRUCT:
            members = [
                Field(name, self.type_of(child, (*path, name), is_repeated=is_repeated))
                for name, child in _members(orc)
            ]
            return types.row_of(*members)
        steps = _steps(kind, len(orc.children))
        below = [
            self.type_of(child, (*path, step), is_repeated=True)
            for step, child in zip(steps, orc.children, strict=True)
        ]
        return _collection(kind, below)


def _members(struct: OrcType) -> list[tuple[str, int]]:
    if len(struct.field_names) != len(struct.children):
        raise WireError("a struct's names and members differ in number")
    return list(zip(struct.field_names, struct.children, strict=True))


def _steps(kind: OrcKind, children: int) -> list[str]:
    """Name the steps below an array, a map or a union, which ORC leaves without names."""
    match kind, children:
        case OrcKind.LIST, 1:
            return ["element"]
        case OrcKind.MAP, 2:
            return ["key", "value"]
        case OrcKind.UNION, _:
            return [f"field{index}" for index in range(children)]
        case _:
            raise WireError("an array or a map has too few or too many children")


def _collection(kind: OrcKind, below: Sequence[DataType]) -> DataType:
    if kind is OrcKind.LIST:
        return types.array_of(below[0])
    if kind is OrcKind.MAP:
        return types.map_of(below[0], below[1])
    # Trino reads a union as a row: which of the types it is, and a member for each.
    alternatives = (Field(f"field{index}", kind) for index, kind in enumerate(below))
    return types.row_of(Field("tag", types.TINYINT), *alternatives)
