"""Views: what must hold between a view as it was stored and its query as it binds now."""

from collections.abc import Iterator
from contextlib import contextmanager

from lakeq.errors import DataError, InvalidView, NotSupportedError, ProgrammingError
from lakeq.functions.coercions import can_coerce
from lakeq.model.bound import Query
from lakeq.model.table import View


@contextmanager
def analyzing(view: View) -> Iterator[None]:
    """Say of any failure in a view's text which view it is in; places in it are the text's own."""
    try:
        yield
    except InvalidView:
        raise
    except (ProgrammingError, NotSupportedError, DataError) as error:
        place = "" if error.line is None else f"line {error.line}:{error.column}: "
        raise InvalidView(
            f"Failed analyzing stored view '{view.name.qualified()}': {place}{error.message}",
            hint=error.hint,
        ) from error


def check_columns(view: View, query: Query) -> None:
    """Make sure that a view's query still gives the columns stored. Raises InvalidView."""
    stale = f"View '{view.name.qualified()}' is stale or in invalid state: "
    if len(query.columns) != len(view.columns):
        raise InvalidView(
            f"{stale}stored view column count ({len(view.columns)}) does not match column count"
            f" derived from the view query analysis ({len(query.columns)})"
        )
    for index, (column, stored) in enumerate(zip(query.columns, view.columns, strict=True)):
        if not can_coerce(column.type, stored.type):
            raise InvalidView(
                f"{stale}column [{stored.name}] of type {column.type} projected from query view at"
                f" position {index} cannot be coerced to column [{stored.name}] of type"
                f" {stored.type} stored in view definition"
            )
