"""Arguments, converted plainly.

Typer converts every argument with pydantic, which takes about as long to load as the engine does.
Texts, paths, numbers and choices need no such help. Whatever is wrong is left to Typer, to say so
in its own way.
"""

import re
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Any

from typer.core import TyperCommand, TyperGroup

_SQL_COMMENT = re.compile(r"--\s")

Converter = Callable[[Any], Any]


class PlainCommand(TyperCommand):
    """A command whose arguments are converted here."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Give the parameters, the one that asks for help included."""
        return [_plain(parameter) for parameter in super().get_params(ctx)]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments; one that begins with a comment of SQL is a statement, no option."""
        if "--" not in args:
            statements = [each for each in args if _SQL_COMMENT.match(each)]
            rest = [each for each in args if not _SQL_COMMENT.match(each)]
            args = [*rest, "--", *statements] if statements else args
        return super().parse_args(ctx, args)


class PlainGroup(TyperGroup):
    """A group whose own options are converted here."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Give the parameters, the one that asks for help included."""
        return [_plain(parameter) for parameter in super().get_params(ctx)]


def _plain(parameter: Any) -> Any:
    """Give a parameter whose type is simple a conversion of its own, once."""
    convert = _simple(parameter.type_descriptor.annotation, parameter)
    if convert is not None and not isinstance(parameter.process_value, _PlainConversion):
        parameter.process_value = _PlainConversion(parameter, convert)
    return parameter


class _PlainConversion:
    def __init__(self, parameter: Any, convert: Converter) -> None:
        self._parameter = parameter
        self._convert = convert
        self._by_typer = parameter.process_value

    def __call__(self, ctx: Any, value: Any) -> Any:
        parameter = self._parameter
        if value is not None:
            try:
                value = self._convert(value)
            except (LookupError, TypeError, ValueError):
                return self._by_typer(ctx, value)
        elif parameter.required:
            return self._by_typer(ctx, value)
        return value if parameter.callback is None else parameter.callback(ctx, parameter, value)


def _simple(annotation: Any, parameter: Any) -> Converter | None:
    if annotation in (str, bool):
        return _of_type(annotation)
    if annotation == list[str]:
        return lambda values: list(map(_of_type(str), values)) or None
    if annotation is int:
        return lambda value: _number(value, parameter.min, parameter.max)
    if annotation is Path:
        return lambda value: value if isinstance(value, Path) else Path(_of_type(str)(value))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation
    return None


def _of_type(kind: type) -> Converter:
    def check(value: Any) -> Any:
        if not isinstance(value, kind):
            raise TypeError
        return value

    return check


def _number(value: Any, minimum: int | None, maximum: int | None) -> int:
    number = int(value)
    if (minimum is not None and number < minimum) or (maximum is not None and number > maximum):
        raise ValueError
    return number
