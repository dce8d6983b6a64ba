"""Windows: functions over the rows around the current one."""

from collections.abc import Sequence

from sqlglot import exp

from lakeq.errors import (
    DuplicateWindowName,
    FunctionNotFound,
    InvalidOrderBy,
    InvalidPartitionBy,
    InvalidWindowFrame,
    InvalidWindowReference,
    MissingOrderBy,
    NestedWindow,
    NullTreatmentNotAllowed,
)
from lakeq.functions import registry
from lakeq.functions.registry import FunctionKind
from lakeq.model.bound import Expression, WindowCall
from lakeq.model.traversal import walk
from lakeq.sql.bind.binder import Binder
from lakeq.sql.bind.expressions.aggregates import FunctionParts, bind_sort
from lakeq.sql.bind.expressions.calls import choose, coerce_all
from lakeq.sql.bind.expressions.frames import bind_frame
from lakeq.sql.bind.expressions.lambdas import bind_argument
from lakeq.sql.positions import position

_OFFSET_FUNCTIONS = ("lag", "lead")


def bind_window(binder: Binder, node: exp.Expr) -> Expression:
    """Bind ``function(...) OVER (...)``."""
    parts = FunctionParts(node.this)
    line, column = position(parts.call) or (None, None)
    if binder.is_inside_aggregate:
        raise NestedWindow(
            "Cannot nest window functions or row pattern measures inside aggregation",
            line=line,
            column=column,
        )
    candidates = registry.find_callable(parts.name)
    if candidates and candidates[0].kind is FunctionKind.SCALAR:
        raise FunctionNotFound(
            f"'{parts.name.lower()}' is not a window function", line=line, column=column
        )
    if parts.has_null_treatment and candidates and candidates[0].kind is FunctionKind.AGGREGATE:
        raise NullTreatmentNotAllowed(
            "Cannot specify null treatment clause for aggregation function",
            line=line,
            column=column,
        )
    arguments = [bind_argument(binder, part) for part in parts.arguments] if candidates else []
    signature, match = choose(parts.name, candidates, arguments, parts.call)
    specification = _specification(binder.named_windows, node)
    order_by = bind_sort(binder, _sort_nodes(specification))
    if signature.name in _OFFSET_FUNCTIONS:
        _check_offset_window(signature.name, specification, parts.call)
    frame, order_by = bind_frame(binder, specification.args.get("spec"), order_by)
    call = WindowCall(
        signature.name,
        coerce_all(arguments, match.arguments),
        match.result,
        tuple(binder.bind(part) for part in specification.args.get("partition_by") or ()),
        order_by,
        frame,
        parts.ignore_nulls,
        parts.distinct,
        None if parts.filter is None else binder.bind_boolean(parts.filter, "FILTER clause"),
        bind_sort(binder, parts.order_by),
    )
    if any(isinstance(part, WindowCall) for part in walk(call) if part is not call):
        raise NestedWindow(
            "Cannot nest window functions or row pattern measures inside window specification",
            line=line,
            column=column,
        )
    return call


def _check_offset_window(name: str, specification: exp.Window, node: exp.Expr) -> None:
    line, column = position(node) or (None, None)
    if not _sort_nodes(specification):
        raise MissingOrderBy(
            f"{name} function requires an ORDER BY window clause", line=line, column=column
        )
    if specification.args.get("spec") is not None:
        raise InvalidWindowFrame(
            f"Cannot specify window frame for {name} function", line=line, column=column
        )


def named_windows(nodes: Sequence[exp.Window]) -> dict[str, exp.Window]:
    """Resolve a WINDOW clause: each window may refine those before it."""
    found: dict[str, exp.Window] = {}
    for node in nodes:
        name = _key(node.this)
        if name in found:
            line, column = position(node) or (None, None)
            raise DuplicateWindowName(
                f"WINDOW name '{node.this.name}' specified twice", line=line, column=column
            )
        found[name] = _specification(found, node)
    return found


def _specification(named: dict[str, exp.Window], node: exp.Expr) -> exp.Window:
    """Give a window its partitions, order and frame, those of the window it names included."""
    assert isinstance(node, exp.Window)
    alias = node.args.get("alias")
    if alias is None:
        return node
    line, column = position(alias) or (None, None)
    base = named.get(_key(alias))
    if base is None:
        raise InvalidWindowReference(
            f"Cannot resolve WINDOW name {alias.name}", line=line, column=column
        )
    own = {key: node.args.get(key) for key in ("partition_by", "order", "spec")}
    if not any(own.values()):
        return base
    _check_refinement(base, own)
    parts = {
        "partition_by": base.args.get("partition_by"),
        "order": own["order"] or base.args.get("order"),
        "spec": own["spec"],
    }
    return exp.Window(**{key: _copied(part) for key, part in parts.items()})


def _key(name: exp.Expr) -> str:
    """Fold a window's name: as everywhere in SQL, but only here in Trino, quotes keep its case."""
    return name.name if name.args.get("quoted") else name.name.upper()


def _copied(part: object) -> object:
    if isinstance(part, list):
        return [item.copy() for item in part]
    return part.copy() if isinstance(part, exp.Expr) else part


def _check_refinement(base: exp.Expr, own: dict[str, exp.Expr | None]) -> None:
    if own["partition_by"]:
        raise InvalidPartitionBy(
            "WINDOW specification with named WINDOW reference cannot specify PARTITION BY"
        )
    if own["order"] and base.args.get("order"):
        raise InvalidOrderBy(
            "Cannot specify ORDER BY if the referenced named WINDOW specifies ORDER BY"
        )
    if base.args.get("spec"):
        raise InvalidWindowReference("Cannot reference named WINDOW containing frame specification")


def _sort_nodes(specification: exp.Expr) -> list[exp.Expr]:
    order = specification.args.get("order")
    return [] if order is None else order.expressions
