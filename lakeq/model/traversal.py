"""Walking and rewriting bound trees, so that no room spells out the shape of every node itself."""

from collections.abc import Callable, Iterator

from lakeq.model.bound import (
    AggregateCall,
    Call,
    Case,
    Cast,
    ColumnReference,
    Exists,
    Expression,
    FieldReference,
    InSubquery,
    Join,
    Lambda,
    LambdaVariable,
    Literal,
    OutputReference,
    QuantifiedComparison,
    Query,
    QueryRelation,
    Recursion,
    Relation,
    ScalarSubquery,
    ScanRelation,
    Select,
    SetOperation,
    SortKey,
    UnnestRelation,
    Values,
    ValuesRelation,
    WindowCall,
    WorkingRelation,
)


def children(expression: Expression) -> Iterator[Expression]:
    """Yield the direct operands of an expression, not entering subqueries."""
    match expression:
        case Literal() | ColumnReference() | OutputReference() | LambdaVariable():
            return
        case ScalarSubquery() | Exists():
            return
        case FieldReference(base=operand) | Cast(argument=operand) | Lambda(body=operand):
            yield operand
        case InSubquery(argument=operand) | QuantifiedComparison(argument=operand):
            yield operand
        case Call(arguments=operands):
            yield from operands
        case Case(branches=branches, default=default):
            for condition, result in branches:
                yield condition
                yield result
            if default is not None:
                yield default
        case AggregateCall() | WindowCall():
            yield from _function_operands(expression)


def walk(expression: Expression) -> Iterator[Expression]:
    """Yield an expression and everything below it, not entering subqueries."""
    yield expression
    for child in children(expression):
        yield from walk(child)


def subqueries(expression: Expression) -> Iterator[Query]:
    """Yield the queries that stand directly inside an expression."""
    for node in walk(expression):
        if isinstance(node, ScalarSubquery | Exists | InSubquery | QuantifiedComparison):
            yield node.query


def rewrite(
    expression: Expression, replace: Callable[[Expression], Expression | None]
) -> Expression:
    """Rebuild an expression, putting in what ``replace`` returns, top down.

    ``None`` keeps the node and goes on below it. Subqueries and window calls are left as they are.
    """
    replaced = replace(expression)
    if replaced is not None:
        return replaced

    def again(operand: Expression) -> Expression:
        return rewrite(operand, replace)

    match expression:
        case FieldReference(base, index, name, data_type):
            return FieldReference(again(base), index, name, data_type)
        case Call(function, arguments, data_type):
            return Call(function, tuple(again(argument) for argument in arguments), data_type)
        case Lambda(parameters, body, data_type):
            return Lambda(parameters, again(body), data_type)
        case Cast(argument, data_type, safe):
            return Cast(again(argument), data_type, safe)
        case Case(branches, default, data_type):
            return Case(
                tuple((again(condition), again(result)) for condition, result in branches),
                None if default is None else again(default),
                data_type,
            )
        case InSubquery(argument, query, data_type):
            return InSubquery(again(argument), query, data_type)
        case _:
            return expression


def conjuncts(predicate: Expression | None) -> Iterator[Expression]:
    """Take an AND apart; no predicate has no conjuncts."""
    if predicate is None:
        return
    if isinstance(predicate, Call) and predicate.function == "and":
        for argument in predicate.arguments:
            yield from conjuncts(argument)
    else:
        yield predicate


def select_expressions(select: Select) -> Iterator[Expression]:
    """Yield every expression of a SELECT, joins' conditions and UNNEST's arguments included."""
    yield from select.projections
    if select.source is not None:
        yield from relation_expressions(select.source)
    if select.where is not None:
        yield select.where
    if select.grouping is not None:
        yield from select.grouping.keys
    if select.having is not None:
        yield select.having


def relation_expressions(relation: Relation) -> Iterator[Expression]:
    """Yield the expressions that stand in FROM, not entering subqueries there."""
    match relation:
        case Join():
            yield from relation_expressions(relation.left)
            yield from relation_expressions(relation.right)
            if relation.condition is not None:
                yield relation.condition
        case UnnestRelation():
            yield from relation.arguments
        case ValuesRelation():
            for row in relation.rows:
                yield from row
        case ScanRelation() | QueryRelation() | WorkingRelation():
            return


def base_relations(relation: Relation | None) -> Iterator[Relation]:
    """Yield the relations below the joins of a FROM clause, left to right."""
    if relation is None:
        return
    if isinstance(relation, Join):
        yield from base_relations(relation.left)
        yield from base_relations(relation.right)
    else:
        yield relation


def query_expressions(query: Query) -> Iterator[Expression]:
    """Yield every expression of a query's own level: its body and its ORDER BY."""
    match query.body:
        case Select():
            yield from select_expressions(query.body)
        case Values():
            for row in query.body.rows:
                yield from row
        case SetOperation() | Recursion():
            pass
    for key in query.order_by:
        yield key.expression


def nested_queries(query: Query) -> Iterator[Query]:
    """Yield the queries one level below: set operands, FROM subqueries, and those in expressions."""
    match query.body:
        case SetOperation():
            yield query.body.left
            yield query.body.right
        case Recursion(base=base, step=step):
            yield base
            yield step
        case Select():
            for relation in base_relations(query.body.source):
                if isinstance(relation, QueryRelation):
                    yield relation.query
        case Values():
            pass
    for expression in query_expressions(query):
        yield from subqueries(expression)


def all_queries(query: Query) -> Iterator[Query]:
    """Yield a query and every query inside it."""
    yield query
    for nested in nested_queries(query):
        yield from all_queries(nested)


def all_scans(query: Query) -> Iterator[ScanRelation]:
    """Yield every table reference in a query, at any depth."""
    for part in all_queries(query):
        if isinstance(part.body, Select):
            for relation in base_relations(part.body.source):
                if isinstance(relation, ScanRelation):
                    yield relation


def all_expressions(query: Query) -> Iterator[Expression]:
    """Yield every expression node in a query, at any depth."""
    for part in all_queries(query):
        for expression in query_expressions(part):
            yield from walk(expression)


def _function_operands(call: AggregateCall | WindowCall) -> Iterator[Expression]:
    yield from call.arguments
    if isinstance(call, WindowCall):
        yield from call.partition_by
        if call.frame is not None:
            for bound in (call.frame.start, call.frame.end):
                if bound.offset is not None:
                    yield bound.offset
    yield from _sort_operands(call.order_by)
    if isinstance(call, WindowCall):
        yield from _sort_operands(call.argument_order)
    if call.filter is not None:
        yield call.filter


def _sort_operands(keys: tuple[SortKey, ...]) -> Iterator[Expression]:
    for key in keys:
        yield key.expression
