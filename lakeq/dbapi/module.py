"""PEP 249's module interface, and the two doors into a lake: ``connect`` and ``open_lake``."""

import os
from decimal import Decimal
from typing import Any, Final

from lakeq.dbapi.connection import Connection
from lakeq.lake import Lake
from lakeq.settings import Settings

apilevel: Final = "2.0"
threadsafety: Final = 2
paramstyle: Final = "qmark"


def connect(
    catalog: str | os.PathLike[str] | None = None,
    *,
    database: str | None = None,
    timezone: str | None = None,
    max_cost: Decimal | str | int | None = None,
    max_scan: int | str | None = None,
    **settings: Any,
) -> Connection:
    """Open a connection to the lake whose metastore is the file ``catalog``.

    ``database`` is the one of unqualified names, ``timezone`` the session's; a query over
    ``max_cost`` (US dollars, ``"$0.10"``) or ``max_scan`` (bytes, ``"5GB"``) is refused before it
    reads anything. Whatever is not given is taken from the environment and ``lakeq.toml``, and then
    is ``lake.sqlite``, ``default``, ``UTC`` and no limit. ``settings`` are the other settings by
    name.
    """
    return Connection(
        open_lake(
            catalog,
            database=database,
            timezone=timezone,
            max_cost=max_cost,
            max_scan=max_scan,
            **settings,
        )
    )


def open_lake(catalog: str | os.PathLike[str] | None = None, **settings: Any) -> Lake:
    """Open the lake whose metastore is the file ``catalog``; ``settings`` by name."""
    path = None if catalog is None else os.fspath(catalog)
    return Lake.open(Settings.of_process(catalog=path, **settings))
