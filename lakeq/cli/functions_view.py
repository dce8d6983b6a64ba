"""Functions in rows for people, from what the registry says of them."""

from collections.abc import Iterator
from difflib import get_close_matches
from textwrap import wrap

from lakeq.errors import FunctionNotFound
from lakeq.functions.registry import Description, descriptions
from lakeq.model.bound import OutputColumn
from lakeq.model.types import VARCHAR

COLUMNS = tuple(
    OutputColumn(name, VARCHAR) for name in ("function", "kind", "status", "description")
)
SIGNATURE_COLUMNS = tuple(
    OutputColumn(name, VARCHAR) for name in ("signature", "kind", "status", "description")
)

_WIDTH = 100


def rows() -> Iterator[tuple[str, ...]]:
    """Yield a row for every name, aliases included, by name."""
    named = [
        (name, each)
        for each in descriptions()
        for name in dict.fromkeys((each.name, *each.aliases))
    ]
    for name, each in sorted(named, key=lambda pair: (pair[0], pair[1].kind.value)):
        yield name, each.kind.value, status(each), described(each, name)


def signature_rows(name: str) -> Iterator[tuple[str, ...]]:
    """Give a row for every overload of a function. Raises FunctionNotFound."""
    wanted = name.lower()
    return (
        (signature, each.kind.value, status(each), described(each, wanted))
        for each in _found(name)
        for signature in _signatures(each, wanted) or (wanted,)
    )


def function_lines(name: str, width: int | None) -> Iterator[str]:
    """Tell of a function in lines no wider than a terminal. Raises FunctionNotFound."""
    wanted = name.lower()
    for each in _found(name):
        yield f"{wanted}   {each.kind.value}, {status(each)}"
        yield from wrap(described(each, wanted), width or _WIDTH, break_long_words=False)
        if each.signatures:
            yield ""
            yield from (f"  {signature}" for signature in _signatures(each, wanted))


def status(function: Description) -> str:
    """Say in a word how far a function is like Trino's."""
    if function.refused is not None:
        return "refused"
    return "supported" if function.difference is None else "differs"


def described(function: Description, name: str) -> str:
    """Say what a function does, how it differs, or why there is none."""
    parts = [function.refused, function.summary, function.difference]
    if name != function.name:
        parts.append(f"Another name for {function.name}.")
    return " ".join(_sentence(part) for part in parts if part)


def _found(name: str) -> list[Description]:
    found = [each for each in descriptions() if name.lower() in (each.name, *each.aliases)]
    if not found:
        raise _not_found(name)
    return found


def _signatures(function: Description, name: str) -> tuple[str, ...]:
    """Write the overloads with the name that was asked for."""
    return tuple(text.replace(function.name, name, 1) for text in function.signatures)


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:].rstrip('.')}."


def _not_found(name: str) -> FunctionNotFound:
    names = sorted({each for known in descriptions() for each in (known.name, *known.aliases)})
    close = get_close_matches(name.lower(), names, n=1, cutoff=0.7)
    within = [each for each in names if name.lower() in each][:5]
    hint = ", ".join(f"`{each}`" for each in dict.fromkeys((*close, *within)))
    return FunctionNotFound(
        f"Function '{name.lower()}' not registered", hint=f"did you mean {hint}?" if hint else None
    )
