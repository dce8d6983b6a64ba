"""JSON and newline-delimited JSON, without loss.

Numbers are written with all their digits (what a reader makes of a decimal is its own affair);
NaN and the infinities, which JSON has no numbers for, are texts. Dates, times and intervals are
texts as Athena spells them, varbinary is Base64, maps and rows are objects, and a value of type json
stands as it is.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from json.encoder import encode_basestring
from math import isfinite
from typing import Any

from lakeq.model.bound import OutputColumn
from lakeq.model.types import DataType, Kind
from lakeq.results.layout import Spelling, TextLayout, distinct_names
from lakeq.results.text import Speller, speller

SPECIAL = r'["\\\x00-\x1f]'


def ndjson_layout(columns: Sequence[OutputColumn]) -> TextLayout:
    """Lay a result out as one object a line."""
    first, *others = _keys(columns)
    return TextLayout(tuple(columns), _SPELLING, "", ("{" + first, *others, "}\n"))


def json_layout(columns: Sequence[OutputColumn]) -> TextLayout:
    """Lay a result out as one array of objects, an object a line."""
    first, *others = _keys(columns)
    return TextLayout(
        columns=tuple(columns),
        spelling=_SPELLING,
        begin="[",
        pieces=(",\n{" + first, *others, "}"),
        end="\n]\n",
        drop=1,
    )


def json_text(value: Any, data_type: DataType) -> str:
    """Spell one value.

    >>> from lakeq.model.types import DOUBLE, array_of
    >>> json_text([1.5, None, float("nan")], array_of(DOUBLE))
    '[1.5,null,"NaN"]'
    """
    return _speller(data_type)(value)


def _keys(columns: Sequence[OutputColumn]) -> list[str]:
    names = [f"{encode_basestring(name)}:" for name in distinct_names(columns)]
    return [names[0], *(f",{name}" for name in names[1:])] if names else [""]


def _speller(data_type: DataType) -> Speller:
    spell = _present(data_type)
    return lambda value: "null" if value is None else spell(value)


def _present(data_type: DataType) -> Speller:
    if data_type.is_integer:
        return str
    special = _SPELLERS.get(data_type.kind)
    if special is not None:
        return special(data_type)
    spell = speller(data_type)
    return lambda value: encode_basestring(spell(value))


def _bare(data_type: DataType) -> Speller:
    return speller(data_type)


def _float(data_type: DataType) -> Speller:
    spell = speller(data_type)
    return lambda value: spell(value) if isfinite(value) else f'"{spell(value)}"'


def _binary(_: DataType) -> Speller:
    return lambda value: f'"{b64encode(value).decode()}"'


def _embedded(_: DataType) -> Speller:
    # A line break can stand only between JSON's tokens, where a space does as well.
    return lambda value: value.replace("\n", " ").replace("\r", " ")


def _array(data_type: DataType) -> Speller:
    spell = _speller(data_type.element)
    return lambda value: f"[{','.join(map(spell, value))}]"


def _map(data_type: DataType) -> Speller:
    spell_key, spell = speller(data_type.key), _speller(data_type.value)
    return lambda value: _object(
        (encode_basestring(spell_key(key)), spell(item)) for key, item in value.items()
    )


def _row(data_type: DataType) -> Speller:
    members = [
        (encode_basestring(field.name or f"field{position}"), _speller(field.type))
        for position, field in enumerate(data_type.fields)
    ]
    return lambda value: _object(
        (name, spell(member)) for (name, spell), member in zip(members, value, strict=True)
    )


def _object(members: Any) -> str:
    return "{" + ",".join(f"{name}:{text}" for name, text in members) + "}"


_SPELLERS: Mapping[Kind, Callable[[DataType], Speller]] = {
    Kind.BOOLEAN: _bare,
    Kind.REAL: _float,
    Kind.DOUBLE: _float,
    Kind.DECIMAL: _bare,
    Kind.VARBINARY: _binary,
    Kind.JSON: _embedded,
    Kind.ARRAY: _array,
    Kind.MAP: _map,
    Kind.ROW: _row,
}

_SPELLING = Spelling(
    field=_present, special=SPECIAL, escape=encode_basestring, null="null", is_json=True
)
