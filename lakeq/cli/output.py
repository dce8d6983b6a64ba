"""Where a result goes, and in which format: standard output, or a file that is whole or absent."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, cast

from lakeq.cli.options import ResultFormat
from lakeq.errors import ConfigurationError, ResultWriteError

BINARY_FORMATS = (ResultFormat.PARQUET, ResultFormat.ARROW)
_FORMATS_BY_SUFFIX = {
    ".txt": ResultFormat.TABLE,
    ".csv": ResultFormat.CSV,
    ".tsv": ResultFormat.TSV,
    ".json": ResultFormat.JSON,
    ".ndjson": ResultFormat.NDJSON,
    ".jsonl": ResultFormat.NDJSON,
    ".md": ResultFormat.MARKDOWN,
    ".markdown": ResultFormat.MARKDOWN,
    ".parquet": ResultFormat.PARQUET,
    ".arrow": ResultFormat.ARROW,
    ".feather": ResultFormat.ARROW,
}


@dataclass(frozen=True, slots=True)
class Destination:
    """A format and a file, or standard output where ``path`` is ``None``."""

    format: ResultFormat
    path: Path | None = None

    @property
    def shows_on_terminal(self) -> bool:
        """Whether a person sees the rows as they are written."""
        return self.path is None and sys.stdout.isatty()

    @contextmanager
    def open(self) -> Iterator[RawIOBase]:
        """Open what the result is written to.

        A file appears, whole, only when the block ends well. Raises ConfigurationError at once for
        one that cannot be made; its writes raise ResultWriteError.
        """
        if self.path is None:
            yield _Sink(sys.stdout.buffer, "standard output")
        elif self.path.exists() and not self.path.is_file():
            # A device or a pipe, which cannot be replaced by a finished file.
            with _created(self.path, "wb") as file:
                yield _Sink(file, str(self.path))
        else:
            with _whole_file(self.path.resolve(), str(self.path)) as sink:
                yield sink


class _Sink(RawIOBase):
    """Writes to a file it does not own, and tells its failures in our terms."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        with _translated(self._name):
            return self._file.write(data)

    def flush(self) -> None:
        with _translated(self._name):
            self._file.flush()


def destination(
    wanted: ResultFormat | None, path: Path | None, *, on_terminal: bool
) -> Destination:
    """Choose a format: as asked, by the file's suffix, a table on a terminal, CSV in a pipe.

    Raises ConfigurationError for a format that a terminal cannot show, or a suffix that names none.
    """
    if path is not None and wanted is None:
        wanted = _FORMATS_BY_SUFFIX.get(path.suffix.lower())
        if wanted is None:
            raise ConfigurationError(
                f"the suffix of '{path}' names no format",
                hint="give one of .csv .tsv .json .ndjson .md .parquet .arrow, or --format",
            )
    if wanted is None:
        wanted = ResultFormat.TABLE if on_terminal else ResultFormat.CSV
    if wanted in BINARY_FORMATS and path is None and on_terminal:
        raise ConfigurationError(
            f"{wanted.value} is not shown on a terminal",
            hint=f"write it to a file with -o result.{wanted.value}, or into a pipe",
        )
    return Destination(wanted, path)


@contextmanager
def _whole_file(path: Path, name: str) -> Iterator[_Sink]:
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with _created(partial, "xb") as file:
            yield _Sink(file, name)
            with _translated(name):
                file.flush()
                os.fsync(file.fileno())
        with _translated(name):
            partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _created(path: Path, mode: str) -> BinaryIO:
    try:
        return cast("BinaryIO", path.open(mode))  # the modes given are binary.
    except OSError as error:
        raise ConfigurationError(f"cannot write to {path.parent}: {error.strerror}") from error


@contextmanager
def _translated(name: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ResultWriteError(f"{name} cannot be written: {error.strerror}") from error
