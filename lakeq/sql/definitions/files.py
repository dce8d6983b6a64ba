"""The names and the text of definition files: what is a variable, where a statement ends.

``${name}`` is a variable; ``$${`` stands for the two characters ``${`` themselves, which table
properties such as ``storage.location.template`` need.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from lakeq.errors import ConfigurationError, QuerySyntaxError
from lakeq.sql.scanner import Source, Spelling, leading_words, statement_end

DATABASE_FILE = "database"
SUFFIX = ".sql"

_VARIABLE = re.compile(r"\$\$\{|\$\{([^}]*)\}")


@dataclass(frozen=True, slots=True)
class FileStatement:
    """One statement of a file; its text is padded so that positions in it are the file's."""

    path: Path
    text: str


def file_name(name: str) -> str:
    """Spell the name of a table or view as that of its file.

    >>> file_name("orders"), file_name("a/b"), file_name("database")
    ('orders.sql', 'a%2Fb.sql', '%64atabase.sql')
    """
    if name == DATABASE_FILE:
        return "%64atabase" + SUFFIX
    return folder_name(name) + SUFFIX


def folder_name(name: str) -> str:
    """Spell the name of a database as that of its folder.

    >>> folder_name("sales"), folder_name("..")
    ('sales', '%2E.')
    """
    spelled = "".join(c if c.isalnum() else quote(c, safe=" -_.+@=,") for c in name)
    return "%2E" + spelled[1:] if spelled.startswith(".") else spelled


def defined_name(path: Path) -> str:
    """Undo ``file_name`` and ``folder_name``."""
    return unquote(path.name.removesuffix(SUFFIX)).lower()


def read_statements(path: Path, variables: Mapping[str, str]) -> Iterator[FileStatement]:
    """Yield a file's statements, variables filled in.

    Raises QuerySyntaxError for a variable that is not set and for a quote that is never closed.
    """
    source = Source(_read_text(path))
    start = 0
    while start < len(source.text):
        trino = leading_words(source, 2, start) == ["CREATE", "VIEW"] or (
            leading_words(source, 4, start) == ["CREATE", "OR", "REPLACE", "VIEW"]
        )
        spelling = Spelling.TRINO if trino else Spelling.HIVE
        end, is_empty = statement_end(source, spelling, start)
        if not is_empty:
            filled = _fill(source, spelling, (start, end), variables)
            line, column = source.position(start)
            yield FileStatement(path, "\n" * (line - 1) + " " * (column - 1) + filled)
        start = end + 1


def hide_variables(text: str) -> str:
    """Write text so that reading it fills nothing in."""
    return text.replace("${", "$${")


def _fill(
    source: Source,
    spelling: Spelling,
    span: tuple[int, int],
    variables: Mapping[str, str],
) -> str:
    start, end = span

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name is None:
            return "${"
        if name not in variables:
            line, column = source.position(start + match.start())
            raise QuerySyntaxError(
                f"the variable `{name}` is not set",
                line=line,
                column=column,
                hint=f"give it a value with --set {name}=...",
            )
        quoted = variables[name].replace("'", "''")
        return quoted.replace("\\", "\\\\") if spelling is Spelling.HIVE else quoted

    return _VARIABLE.sub(value, source.text[start:end])


def _read_text(path: Path) -> str:
    try:
        # Not as text lines: a carriage return inside of a string is to stay one.
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise QuerySyntaxError("the file is not UTF-8 text") from exc
    except OSError as exc:
        raise ConfigurationError(f"{path} cannot be read: {exc.strerror}") from exc
