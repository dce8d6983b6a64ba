"""Explanations: what EXPLAIN answers in each of its types and formats."""

from lakeq.errors import NotSupported
from lakeq.explaining.document import fragments_document, node_document
from lakeq.explaining.fragments import Fragment, fragments
from lakeq.explaining.graphviz import plan_graph
from lakeq.explaining.io import io_document
from lakeq.explaining.nodes import PlanNode
from lakeq.explaining.text import fragment_lines, plan_lines
from lakeq.explaining.tree import plan_tree
from lakeq.lake.answers import Answer, lines_answer
from lakeq.metering.document import estimate_document
from lakeq.metering.explain import explain_lines
from lakeq.model.bound import BoundQuery, OutputColumn
from lakeq.model.documents import Document, document_text
from lakeq.model.query import Estimate, QueryStatistics
from lakeq.model.types import BOOLEAN, VARCHAR
from lakeq.sql.statements import (
    Explain,
    ExplainAnalyze,
    ExplainFormat,
    ExplainType,
    QueryStatement,
)

EXPLAIN_COLUMNS = (OutputColumn("Query Plan", VARCHAR),)
VALID = Answer((OutputColumn("Valid", BOOLEAN),), ((True,),))
"""What EXPLAIN (TYPE VALIDATE) answers, in Trino as here; what is not valid is an error."""

_NO_GRAPH = (ExplainType.IO, ExplainType.COST)


def check_explain(statement: Explain | ExplainAnalyze) -> None:
    """Raise NotSupported for a way to explain that there is not."""
    if isinstance(statement, ExplainAnalyze):
        if statement.format is ExplainFormat.GRAPHVIZ:
            raise NotSupported("EXPLAIN ANALYZE (FORMAT GRAPHVIZ) is not supported")
        if statement.type is not None:
            raise NotSupported(f"EXPLAIN ANALYZE (TYPE {statement.type.value}) is not supported")
        return
    if not isinstance(statement.statement, QueryStatement):
        raise NotSupported("EXPLAIN of statements other than queries is not supported")
    if statement.format is ExplainFormat.GRAPHVIZ and statement.type in _NO_GRAPH:
        raise NotSupported(
            f"EXPLAIN (TYPE {statement.type.value}, FORMAT GRAPHVIZ) is not supported"
        )


def explain_answer(statement: Explain, query: BoundQuery, estimate: Estimate) -> Answer:
    """Answer EXPLAIN with a plan, what it takes in, or what it costs."""
    if statement.type is ExplainType.COST:
        return _cost(statement.format, estimate)
    if statement.type is ExplainType.IO:
        return _document(io_document(estimate.plan))
    root = plan_tree(query, estimate.plan)
    if statement.type is ExplainType.LOGICAL:
        return _logical(statement.format, root)
    return _distributed(statement.format, fragments(root))


def analyze_answer(
    statement: ExplainAnalyze, query: BoundQuery, estimate: Estimate, statistics: QueryStatistics
) -> Answer:
    """Answer EXPLAIN ANALYZE with the plan, the meter of each scan, and what was read."""
    parts = fragments(plan_tree(query, estimate.plan))
    if statement.format is ExplainFormat.JSON:
        document = estimate_document(estimate)
        document["read_bytes"] = statistics.read_bytes
        document["rows"] = statistics.row_count
        document["planning_ms"] = statistics.planning_ms
        document["elapsed_ms"] = statistics.elapsed_ms
        document["fragments"] = fragments_document(parts)
        return _document(document)
    lines = [*fragment_lines(parts), "", *explain_lines(estimate), "", *_observed(statistics)]
    return lines_answer(EXPLAIN_COLUMNS[0].name, lines)


def _cost(wanted: ExplainFormat, estimate: Estimate) -> Answer:
    if wanted is ExplainFormat.JSON:
        return _document(estimate_document(estimate))
    return lines_answer(EXPLAIN_COLUMNS[0].name, explain_lines(estimate))


def _logical(wanted: ExplainFormat, root: PlanNode) -> Answer:
    match wanted:
        case ExplainFormat.TEXT:
            return lines_answer(EXPLAIN_COLUMNS[0].name, plan_lines(root))
        case ExplainFormat.JSON:
            return _document(node_document(root))
        case ExplainFormat.GRAPHVIZ:
            whole = [Fragment(0, "SINGLE", root)]
            return lines_answer(EXPLAIN_COLUMNS[0].name, plan_graph(whole, "logical_plan"))


def _distributed(wanted: ExplainFormat, parts: list[Fragment]) -> Answer:
    match wanted:
        case ExplainFormat.TEXT:
            return lines_answer(EXPLAIN_COLUMNS[0].name, fragment_lines(parts))
        case ExplainFormat.JSON:
            return _document(fragments_document(parts))
        case ExplainFormat.GRAPHVIZ:
            return lines_answer(EXPLAIN_COLUMNS[0].name, plan_graph(parts, "distributed_plan"))


def _document(document: Document) -> Answer:
    return lines_answer(EXPLAIN_COLUMNS[0].name, [document_text(document)])


def _observed(statistics: QueryStatistics) -> list[str]:
    read = "unknown" if statistics.read_bytes is None else f"{statistics.read_bytes} bytes"
    return [
        f"planning: {statistics.planning_ms}ms, in all: {statistics.elapsed_ms}ms",
        f"rows returned: {statistics.row_count}",
        f"scanned: {statistics.scanned_bytes} bytes (billed {statistics.billed_bytes})",
        f"read: {read}",
    ]
