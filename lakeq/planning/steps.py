"""Steps: what each rule of pruning saved, and for one that saved nothing, why.

The savings of a scan's steps and the bytes left to read add up to the table's size.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lakeq.model.bound import Cast, Expression, FieldReference, ScanRelation
from lakeq.model.plan import Count, PruningStep, ScanColumn
from lakeq.model.traversal import walk
from lakeq.planning.columns import spell_columns
from lakeq.planning.partitions import PartitionSelection
from lakeq.planning.pushdown import references
from lakeq.planning.sizes import Size
from lakeq.planning.spelling import spell_all
from lakeq.sql.domains import predicate_domain


@dataclass(frozen=True, slots=True)
class Pruned:
    """The figures of one scan: of the whole table, of its listed files, and of what is left.

    ``found`` is all that was listed, and ``listed`` what predicates over the files themselves left.

    ``is_empty`` says that no row can match, so that not even footers were looked at.
    """

    scan: ScanRelation
    partitions: Count
    row_groups: Count
    columns: tuple[ScanColumn, ...]
    whole: Size | None
    found: Size
    listed: Size
    file_predicates: tuple[Expression, ...]
    chunk_bytes: int
    kept_chunk_bytes: int
    scan_bytes: int
    is_empty: bool


def pruning_steps(
    pruned: Pruned, selection: PartitionSelection, conjuncts: Sequence[Expression]
) -> tuple[PruningStep, ...]:
    """Tell what was saved, in the order in which the rules apply."""
    return (
        _partitions(pruned, selection),
        *_files(pruned),
        _row_groups(pruned, conjuncts),
        _columns(pruned),
        _footers(pruned),
    )


def has_data(scan: ScanRelation, conjunct: Expression) -> bool:
    """Whether a conjunct is over the files' columns, and not over partition keys alone."""
    first_key = len(scan.table.storage.columns)
    return any(column.index < first_key for column in references(conjunct))


def _partitions(pruned: Pruned, selection: PartitionSelection) -> PruningStep:
    table, count = pruned.scan.table, pruned.partitions
    predicate = spell_all(selection.conjuncts)
    saved = 0 if pruned.whole is None else pruned.whole.bytes - pruned.found.bytes
    if not table.is_partitioned:
        return PruningStep("partitions", "", 0, note="not partitioned")
    keys = ", ".join(f"`{key.name}`" for key in table.partition_keys)
    note = ""
    if selection.undecided:
        note = "a subquery has to run first"
    elif not predicate:
        note = f"no filter on {keys}"
    elif pruned.whole is None:
        note = "what the others hold was not listed"
    return PruningStep("partitions", predicate, saved, count, note)


def _files(pruned: Pruned) -> Iterator[PruningStep]:
    """Tell of files only where a query asks for some of them."""
    if pruned.file_predicates:
        saved = pruned.found.bytes - pruned.listed.bytes
        count = Count(pruned.found.files, pruned.listed.files)
        yield PruningStep("files", spell_all(pruned.file_predicates), saved, count)


def _row_groups(pruned: Pruned, conjuncts: Sequence[Expression]) -> PruningStep:
    scan, count = pruned.scan, pruned.row_groups
    on_data = [conjunct for conjunct in conjuncts if has_data(scan, conjunct)]
    used = [
        conjunct
        for conjunct in on_data
        if any(_is_data(scan, name) for name in predicate_domain(conjunct, scan).domain.domains)
    ]
    if pruned.is_empty:
        predicate = spell_all(conjuncts)
        return PruningStep("row groups", predicate, pruned.listed.bytes, note="no row can match")
    saved = pruned.chunk_bytes - pruned.kept_chunk_bytes
    note = ""
    if not on_data:
        note = "no filter on a column"
    elif not used:
        note = f"not prunable: {_obstacle(on_data)}"
    elif count.kept == count.total and count.total:
        note = "statistics exclude none"
    return PruningStep("row groups", spell_all(used or on_data), saved, count, note)


def _columns(pruned: Pruned) -> PruningStep:
    total = len(pruned.scan.table.storage.columns)
    saved = pruned.kept_chunk_bytes - pruned.scan_bytes
    count = Count(total, len(pruned.columns))
    note = "" if pruned.columns else "none needed"
    return PruningStep("columns", spell_columns(pruned.columns), saved, count, note)


def _footers(pruned: Pruned) -> PruningStep:
    files = pruned.listed.files
    predicate = "1 file" if files == 1 else f"{files:,} files"
    saved = 0 if pruned.is_empty else pruned.listed.bytes - pruned.chunk_bytes
    return PruningStep("footers", predicate, saved, note="not billed")


def _is_data(scan: ScanRelation, name: str) -> bool:
    return any(column.name == name for column in scan.table.storage.columns)


def _obstacle(conjuncts: Iterable[Expression]) -> str:
    """Say what kept statistics from being held against a predicate."""
    nodes = [node for conjunct in conjuncts for node in walk(conjunct)]
    if any(isinstance(node, FieldReference) for node in nodes):
        return "a member of a row"
    if any(isinstance(node, Cast) for node in nodes):
        return "a cast of the column"
    columns = {column for conjunct in conjuncts for column in references(conjunct)}
    return "columns compared with each other" if len(columns) > 1 else "a function over the column"
