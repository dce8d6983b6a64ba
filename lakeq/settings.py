"""Settings: what a person can configure, and where each value was read from.

The only reader of the environment. From the strongest to the weakest: arguments, ``LAKEQ_*``
variables, ``lakeq.toml`` in the current folder (or ``[tool.lakeq]`` in its ``pyproject.toml``),
``~/.config/lakeq/config.toml``, what AWS's and the terminal's own variables say, defaults. Secrets
are never settings: S3 credentials are found as AWS's tools find them.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Self

from lakeq.errors import ConfigurationError
from lakeq.model.names import DEFAULT_DATABASE
from lakeq.storage.config import S3Config

Parser = Callable[[Any], Any]

_UNITS = {
    "": 1,
    "b": 1,
    **{letter: 1000**power for power, letter in enumerate("kmgtp", start=1)},
    **{f"{letter}b": 1000**power for power, letter in enumerate("kmgtp", start=1)},
    **{f"{letter}ib": 1024**power for power, letter in enumerate("kmgtp", start=1)},
}


def parse_bytes(raw: Any) -> int:
    """Read a size: a number of bytes, or text with a decimal or binary unit.

    Raises ValueError for anything else.

    >>> parse_bytes("5GB"), parse_bytes("10 MiB"), parse_bytes(1000)
    (5000000000, 10485760, 1000)
    """
    matched = re.fullmatch(r"([\d_]+(?:\.\d+)?)\s*([a-zA-Z]*)", _text(raw).strip())
    unit = _UNITS.get(matched[2].lower()) if matched else None
    size = Decimal(matched[1]) * unit if matched and unit else None
    if size is None or size != int(size):
        raise ValueError("a size such as 500MB, 5 GB or 10 MiB")
    return int(size)


def parse_money(raw: Any) -> Decimal:
    """Read an amount of US dollars, exactly.

    Raises ValueError for anything else, and for less than nothing.

    >>> parse_money("$0.10")
    Decimal('0.10')
    """
    try:
        amount = Decimal(_text(raw).strip().removeprefix("$").strip())
    except InvalidOperation as error:
        raise ValueError("an amount of US dollars such as 0.10") from error
    if not amount.is_finite() or amount < 0:
        raise ValueError("an amount of US dollars such as 0.10")
    return amount


def _text(raw: Any) -> str:
    if isinstance(raw, bool) or not isinstance(raw, str | int | Decimal):
        raise ValueError("text or a number")
    return str(raw)


def _name(raw: Any) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise ValueError("a name")
    return raw.strip()


def _database(raw: Any) -> str:
    return _name(raw).lower()


def parse_timezone(raw: Any) -> str:
    """Read the name of a time zone that is known here. Raises ValueError for anything else."""
    name = _name(raw)
    if name == "UTC":
        return name
    from lakeq.model.zones import written_zone, zone_name  # noqa: PLC0415 - rarely needed.

    known = written_zone(name) or zone_name(name)
    if known is None:
        raise ValueError("a time zone such as UTC, Europe/Berlin or +05:45")
    return known


def _path(raw: Any) -> Path:
    if not isinstance(raw, str | Path) or not raw:
        raise ValueError("a path")
    return Path(raw)


def _optional_path(raw: Any) -> Path | None:
    return None if raw == "none" else _path(raw)


def _count(raw: Any) -> int:
    text = _text(raw)
    if not text.isdecimal() or int(text) < 1:
        raise ValueError("a whole number, one or more")
    return int(text)


def _boolean(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if not isinstance(raw, str) or raw.lower() not in words:
        raise ValueError("true or false")
    return words[raw.lower()]


def _one_of(*words: str) -> Parser:
    def parse(raw: Any) -> str:
        if raw not in words:
            raise ValueError(" or ".join(words))
        return str(raw)

    return parse


def _read_by(parse: Parser, about: str) -> Mapping[str, Any]:
    """Say how a field is read and, for the reference page, what it is."""
    return {"parse": parse, "about": about}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything configurable. ``sources`` says of each field where its value was read.

    Paths made by ``load`` are absolute. ``None`` leaves a limit off, or a choice to what reads it.
    """

    catalog: Path = field(
        default=Path("lake.sqlite"), metadata=_read_by(_path, "the metastore's file")
    )
    database: str = field(
        default=DEFAULT_DATABASE, metadata=_read_by(_database, "the database of unqualified names")
    )
    timezone: str = field(
        default="UTC", metadata=_read_by(parse_timezone, "the session's time zone")
    )
    max_cost: Decimal | None = field(
        default=None,
        metadata=_read_by(parse_money, "refuse queries dearer than this, in US dollars"),
    )
    max_scan: int | None = field(
        default=None, metadata=_read_by(parse_bytes, "refuse queries that would scan more")
    )
    usd_per_tb: Decimal = field(
        default=Decimal(5), metadata=_read_by(parse_money, "the price of a terabyte scanned")
    )
    tb_unit: str = field(
        default="decimal",
        metadata=_read_by(
            _one_of("decimal", "binary"), "whether a terabyte is 10^12 bytes or 2^40"
        ),
    )
    minimum_bytes: int | None = field(
        default=None,
        metadata=_read_by(parse_bytes, "what a query that reads is billed at least, if not 10 MB"),
    )
    cache_dir: Path | None = field(
        default=None, metadata=_read_by(_optional_path, "where footers are kept; `none`: in memory")
    )
    history: Path | None = field(
        default=None,
        metadata=_read_by(_optional_path, "the file that records queries; `none`: nothing is"),
    )
    threads: int | None = field(
        default=None, metadata=_read_by(_count, "how many threads a query may use")
    )
    memory_limit: int | None = field(
        default=None, metadata=_read_by(parse_bytes, "how much memory a query may use")
    )
    temp_directory: Path | None = field(
        default=None, metadata=_read_by(_path, "where a query too big for its memory spills")
    )
    s3_endpoint: str | None = field(
        default=None, metadata=_read_by(_name, "the address of an S3 other than Amazon's")
    )
    s3_region: str | None = field(
        default=None, metadata=_read_by(_name, "the region of the buckets")
    )
    s3_profile: str | None = field(
        default=None, metadata=_read_by(_name, "the AWS profile whose credentials are used")
    )
    s3_path_style: bool | None = field(
        default=None,
        metadata=_read_by(_boolean, "name buckets in the path; so with an endpoint, unless set"),
    )
    s3_anonymous: bool = field(
        default=False, metadata=_read_by(_boolean, "read public buckets without credentials")
    )
    s3_attempts: int = field(
        default=4, metadata=_read_by(_count, "how many times a request to S3 is tried")
    )
    color: str = field(
        default="auto",
        metadata=_read_by(_one_of("auto", "always", "never"), "whether output is colored"),
    )
    sources: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def load(cls, environ: Mapping[str, str], folder: Path, **overrides: Any) -> Self:
        """Gather the settings of a process in ``folder``; an override of ``None`` says nothing.

        Raises ConfigurationError for an unknown name or a value that cannot be used, telling where
        it was read.
        """
        values: dict[str, Any] = {}
        sources: dict[str, str] = {}
        for origin in _origins(environ, folder, overrides):
            for name, raw in origin.values.items():
                values[name] = _resolved(_parsed(name, raw, origin), origin.folder, environ)
                sources[name] = origin.spell(name)
        return cls(**values, sources={name: sources.get(name, "default") for name in SETTING_NAMES})

    @classmethod
    def of_process(cls, **overrides: Any) -> Self:
        """Gather the settings of this process, from its environment and current folder."""
        return cls.load(os.environ, Path.cwd(), **overrides)

    def s3_config(self) -> S3Config:
        """Say how S3 is reached; an S3 other than Amazon's seldom has a host name per bucket."""
        path_style = self.s3_path_style
        return S3Config(
            region=self.s3_region,
            endpoint=self.s3_endpoint,
            path_style=self.s3_endpoint is not None if path_style is None else path_style,
            anonymous=self.s3_anonymous,
            profile=self.s3_profile,
            request_attempts=self.s3_attempts,
        )


SETTING_NAMES = tuple(setting.name for setting in fields(Settings) if setting.metadata)
_PARSERS: Mapping[str, Parser] = {
    setting.name: setting.metadata["parse"] for setting in fields(Settings) if setting.metadata
}
_PREFIX = "LAKEQ_"


@dataclass(frozen=True, slots=True)
class _Origin:
    """One place that values are read from; relative paths in it start at ``folder``.

    ``spell`` turns a setting's name into what a person finds there.
    """

    values: Mapping[str, Any]
    folder: Path
    spell: Callable[[str], str]


def _origins(
    environ: Mapping[str, str], folder: Path, overrides: Mapping[str, Any]
) -> Iterator[_Origin]:
    """Yield the places, the weakest first."""
    yield _defaults_of_home(environ, folder)
    yield _aws(environ, folder)
    yield _terminal(environ, folder)
    yield from _file(_xdg(environ, "XDG_CONFIG_HOME", ".config") / "lakeq" / "config.toml")
    yield from _folder_file(folder)
    yield _lakeq_environment(environ, folder)
    given = {name: value for name, value in overrides.items() if value is not None}
    yield _Origin(given, folder, lambda name: f"argument {name}")


def _home(environ: Mapping[str, str]) -> Path:
    return Path(environ["HOME"]) if environ.get("HOME") else Path.home()


def _xdg(environ: Mapping[str, str], variable: str, fallback: str) -> Path:
    # The XDG specification has relative values ignored.
    given = Path(environ.get(variable, ""))
    return given if given.is_absolute() else _home(environ) / fallback


def _defaults_of_home(environ: Mapping[str, str], folder: Path) -> _Origin:
    values = {
        "catalog": "lake.sqlite",
        "cache_dir": _xdg(environ, "XDG_CACHE_HOME", ".cache") / "lakeq",
        "history": _xdg(environ, "XDG_STATE_HOME", ".local/state") / "lakeq" / "history.sqlite",
    }
    return _Origin(values, folder, lambda _: "default")


_AWS_VARIABLES = {
    "s3_endpoint": ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"),
    "s3_region": ("AWS_REGION", "AWS_DEFAULT_REGION"),
    "s3_profile": ("AWS_PROFILE",),
}


def _aws(environ: Mapping[str, str], folder: Path) -> _Origin:
    found = {name: next(filter(environ.get, each), None) for name, each in _AWS_VARIABLES.items()}
    values = {name: environ[variable] for name, variable in found.items() if variable}
    return _Origin(values, folder, lambda name: f"environment variable {found[name]}")


def _terminal(environ: Mapping[str, str], folder: Path) -> _Origin:
    """Follow no-color.org and its counterpart, which any program obeys."""
    wish = None
    if environ.get("FORCE_COLOR"):
        wish = "FORCE_COLOR", "always"
    if environ.get("TERM") == "dumb":
        wish = "TERM", "never"
    if environ.get("NO_COLOR"):
        wish = "NO_COLOR", "never"
    if wish is None:
        return _Origin({}, folder, str)
    variable, color = wish
    return _Origin({"color": color}, folder, lambda _: f"environment variable {variable}")


def _folder_file(folder: Path) -> Iterator[_Origin]:
    own = list(_file(folder / "lakeq.toml"))
    yield from own
    project = folder / "pyproject.toml"
    if not own and b"tool.lakeq" in (content := _read(project) or b""):
        yield _of_file(_toml(content, project).get("tool", {}).get("lakeq", {}), project)


def _file(path: Path) -> Iterator[_Origin]:
    if (content := _read(path)) is not None:
        yield _of_file(_toml(content, path), path)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from error


def _of_file(values: Mapping[str, Any], path: Path) -> _Origin:
    for name in values:
        if name not in _PARSERS:
            raise _unknown(name, str(path), name)
    return _Origin(values, path.parent, lambda _: str(path))


def _toml(content: bytes, path: Path) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - most runs have no file to read.

    try:
        return tomllib.loads(content.decode(), parse_float=Decimal)
    except ValueError as error:
        place = re.search(r"at line \d+, column \d+", str(error)) or [""]
        raise ConfigurationError(f"{path} is not valid TOML {place[0]}".rstrip()) from error


def _lakeq_environment(environ: Mapping[str, str], folder: Path) -> _Origin:
    values = {}
    for variable, value in environ.items():
        if not variable.startswith(_PREFIX) or not value:
            continue
        name = variable.removeprefix(_PREFIX).lower()
        if name not in _PARSERS:
            raise _unknown(variable, "the environment", name, prefix=_PREFIX)
        values[name] = value
    return _Origin(values, folder, lambda name: f"environment variable {_PREFIX}{name.upper()}")


def _unknown(spelled: str, place: str, name: str, prefix: str = "") -> ConfigurationError:
    close = get_close_matches(name.lower().replace("-", "_"), SETTING_NAMES, n=1, cutoff=0.5)
    likely = prefix + (close[0].upper() if prefix else close[0]) if close else ""
    hint = f"did you mean `{likely}`?" if likely else f"the settings are {', '.join(SETTING_NAMES)}"
    return ConfigurationError(f"'{spelled}' in {place} is not a setting", hint=hint)


def _parsed(name: str, raw: Any, origin: _Origin) -> Any:
    if name not in _PARSERS:
        raise _unknown(name, "the arguments", name)
    try:
        return _PARSERS[name](raw)
    except ValueError as error:
        raise ConfigurationError(
            f"the setting '{name}' cannot be '{raw}' ({origin.spell(name)})",
            hint=f"give {error}",
        ) from error


def _resolved(value: Any, folder: Path, environ: Mapping[str, str]) -> Any:
    if not isinstance(value, Path):
        return value
    if value.parts[:1] == ("~",):
        value = _home(environ).joinpath(*value.parts[1:])
    return folder.absolute() / value
