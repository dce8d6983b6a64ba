"""Files on this machine."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from lakeq.errors import AccessDenied, FileChanged, InternalError, StorageError
from lakeq.model.files import DataFile
from lakeq.storage.locations import FILE_SCHEME

_FOLDER_MARKER = "_$folder$"


class LocalFileSystem:
    """Lists and reads local files; takes plain paths and ``file://`` URLs, answers plain paths.

    Symbolic links are followed, except back into a folder that is being listed.
    """

    def list_files(self, prefix: str) -> Iterator[DataFile]:
        """Yield every data file below a folder; see ``FileSystem``."""
        root = _absolute(prefix)
        files: list[DataFile] = []
        pending: list[tuple[str, frozenset[tuple[int, int]]]] = [(root, frozenset())]
        while pending:
            folder, ancestors = pending.pop()
            below = _list_folder(folder, files)
            if below:
                inside = ancestors | _identity(folder)
                pending += [
                    (entry.path, inside) for entry in below if not _leads_back(entry, inside)
                ]
        files.sort()
        yield from files

    def list_folders(self, prefix: str) -> Iterator[str]:
        """Yield the names of the folders directly below a folder; see ``FileSystem``."""
        entries = _scan(_absolute(prefix))
        yield from sorted(entry.name for entry in entries if _is_folder(entry))

    def status(self, path: str) -> DataFile | None:
        """Look at one file as it is now; ``None`` when it is gone or no file."""
        plain = _absolute(path)
        try:
            found = Path(plain).stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise _translated(error, plain) from error
        return _data_file(plain, found) if stat.S_ISREG(found.st_mode) else None

    def read_range(self, file: DataFile, offset: int, length: int) -> bytes:
        """Read exactly ``length`` bytes of the file as it was listed; see ``FileSystem``."""
        if offset < 0 or length < 0 or offset + length > file.size:
            raise InternalError(f"range {offset}+{length} lies outside of '{file.path}'")
        try:
            descriptor = os.open(_plain(file.path), os.O_RDONLY | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise _gone(file) from error
        except OSError as error:
            raise _translated(error, file.path) from error
        try:
            if _data_file(file.path, os.fstat(descriptor)) != file:
                raise _replaced(file)
            return _read_exactly(descriptor, file, offset, length)
        except OSError as error:
            raise _translated(error, file.path) from error
        finally:
            os.close(descriptor)


def _list_folder(folder: str, files: list[DataFile]) -> list[os.DirEntry[str]]:
    below = []
    for entry in _scan(folder):
        name = entry.name
        if name.startswith(("_", ".")):
            continue
        try:
            if _is_folder(entry):
                below.append(entry)
                continue
            found = entry.stat()
        except FileNotFoundError:
            # It was removed since the folder was read, or is a link to nothing.
            continue
        except OSError as error:
            raise _translated(error, entry.path) from error
        is_marker = found.st_size == 0 and name.endswith(_FOLDER_MARKER)
        if stat.S_ISREG(found.st_mode) and not is_marker:
            files.append(_data_file(_checked_name(entry.path), found))
    return below


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError as error:
        raise _translated(error, entry.path) from error


def _scan(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise _translated(error, folder) from error


def _identity(folder: str) -> frozenset[tuple[int, int]]:
    try:
        found = Path(folder).stat()
    except OSError:
        return frozenset()
    return frozenset({(found.st_dev, found.st_ino)})


def _leads_back(entry: os.DirEntry[str], ancestors: frozenset[tuple[int, int]]) -> bool:
    return entry.is_symlink() and not _identity(entry.path).isdisjoint(ancestors)


def _data_file(path: str, found: os.stat_result) -> DataFile:
    return DataFile(path, found.st_size, str(found.st_mtime_ns))


def _checked_name(path: str) -> str:
    try:
        path.encode()
    except UnicodeEncodeError as error:
        shown = path.encode(errors="replace").decode()
        raise StorageError(f"The name of file '{shown}' is not valid Unicode text") from error
    return path


def _read_exactly(descriptor: int, file: DataFile, offset: int, length: int) -> bytes:
    data = os.pread(descriptor, length, offset)
    if len(data) == length:
        return data
    # One call reads at most 2 GiB, and may be interrupted.
    parts = [data]
    missing = length - len(data)
    while missing:
        data = os.pread(descriptor, missing, offset + length - missing)
        if not data:
            raise _replaced(file)
        parts.append(data)
        missing -= len(data)
    return b"".join(parts)


def _absolute(path: str) -> str:
    return str(Path(_plain(path)).absolute())


def _plain(path: str) -> str:
    return path.removeprefix(FILE_SCHEME)


def _gone(file: DataFile) -> FileChanged:
    return FileChanged(
        f"File '{file.path}' was removed after it was listed", hint="run the query again"
    )


def _replaced(file: DataFile) -> FileChanged:
    return FileChanged(
        f"File '{file.path}' was changed after it was listed", hint="run the query again"
    )


def _translated(error: OSError, path: str) -> AccessDenied | StorageError:
    if isinstance(error, PermissionError):
        return AccessDenied(f"Permission denied: '{path}'", hint="check who may read it")
    reason = os.strerror(error.errno) if error.errno else "input/output error"
    return StorageError(f"Cannot read '{path}': {reason}")
