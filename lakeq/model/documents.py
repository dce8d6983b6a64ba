"""JSON documents: numbers exactly as they are, money and all."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from json import dumps
from typing import TypeAlias, Union

Document: TypeAlias = Union[
    bool, int, float, Decimal, str, Mapping[str, "Document"], Sequence["Document"], None
]


def document_text(document: Document) -> str:
    """Write a document on one line.

    >>> document_text({"cost_usd": Decimal("5E-5"), "tables": []})
    '{"cost_usd": 0.00005, "tables": []}'
    """
    match document:
        case Decimal():
            return format(document, "f")
        case str() | bool() | int() | float() | None:
            return dumps(document, ensure_ascii=False)
        case Mapping():
            members = (f"{dumps(key)}: {document_text(item)}" for key, item in document.items())
            return "{" + ", ".join(members) + "}"
        case _:
            return "[" + ", ".join(map(document_text, document)) + "]"
