"""Opening: putting a lake together from its settings, each part at the moment it is first needed."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from lakeq.catalog.base import Catalog
from lakeq.catalog.sqlite import SQLiteCatalog
from lakeq.engines.base import Engine
from lakeq.errors import InterfaceError
from lakeq.formats.layouts import LayoutReader
from lakeq.metering.ledger import Ledger
from lakeq.metering.prices import PriceList
from lakeq.model.bound import BoundQuery, ColumnReference, Expression, LiteralValue
from lakeq.model.plan import ScanPlan
from lakeq.model.table import KeyValue
from lakeq.planning.evaluator import Evaluator
from lakeq.settings import Settings
from lakeq.storage import open_file_system
from lakeq.storage.base import FileSystem
from lakeq.storage.cache import FooterCache

if TYPE_CHECKING:
    from lakeq.engines.duckdb.engine import DuckDBEngine


class Judge(Evaluator, Protocol):
    """An engine's evaluator, which can be stopped and says what it read."""

    @property
    def read_bytes(self) -> int:
        """What answering scalar questions was seen to read."""
        ...

    def cancel(self) -> None:
        """Stop answering, now and from now on; from any thread."""
        ...


class EngineRoom:
    """The engine, started when first asked for: loading it takes longer than most DDL."""

    def __init__(self, settings: Settings, storage: FileSystem) -> None:
        self._settings = settings
        self._storage = storage
        self._lock = threading.Lock()
        self._engine: DuckDBEngine | None = None
        self._closed = False

    def engine(self) -> Engine:
        """Give the engine. Raises InterfaceError once the lake is closed."""
        return self._started()

    def judge(self, timezone: str) -> Judge:
        """Give an evaluator for one statement."""
        from lakeq.engines.duckdb.evaluator import DuckDBEvaluator  # noqa: PLC0415 - slow to load.

        return DuckDBEvaluator(self._started(), timezone)

    def check_open(self) -> None:
        """Raise InterfaceError once the lake is closed."""
        if self._closed:
            raise InterfaceError("The lake is closed")

    def close(self) -> None:
        """Stop the engine, if it was started."""
        with self._lock:
            engine, self._engine, self._closed = self._engine, None, True
        if engine is not None:
            engine.close()

    def _started(self) -> "DuckDBEngine":
        from lakeq.engines.duckdb.engine import DuckDBEngine  # noqa: PLC0415 - slow to load.

        with self._lock:
            self.check_open()
            if self._engine is None:
                settings = self._settings
                limit = settings.memory_limit
                self._engine = DuckDBEngine(
                    self._storage,
                    threads=settings.threads,
                    memory_limit=None if limit is None else f"{limit}B",
                    temp_directory=settings.temp_directory,
                    s3=settings.s3_config(),
                )
            return self._engine


class SessionEvaluator:
    """Answers the questions of one statement; the engine is started at the first. See ``Evaluator``."""

    def __init__(self, room: EngineRoom, timezone: str) -> None:
        self._room = room
        self._timezone = timezone
        self._lock = threading.Lock()
        self._judge: Judge | None = None
        self._cancelled = False

    @property
    def read_bytes(self) -> int:
        """What answering scalar questions was seen to read."""
        return 0 if self._judge is None else self._judge.read_bytes

    def keep(
        self,
        predicate: Expression,
        columns: Sequence[ColumnReference],
        rows: Sequence[tuple[KeyValue, ...]],
    ) -> Sequence[bool]:
        """Decide a predicate over key values; see ``Evaluator``."""
        return self._started().keep(predicate, columns, rows)

    def scalar(self, query: BoundQuery, plan: ScanPlan) -> LiteralValue:
        """Answer a scalar question; see ``Evaluator``."""
        return self._started().scalar(query, plan)

    def cancel(self) -> None:
        """Stop answering, now and from now on; from any thread."""
        with self._lock:
            self._cancelled = True
            judge = self._judge
        if judge is not None:
            judge.cancel()

    def _started(self) -> Judge:
        with self._lock:
            if self._judge is None:
                self._judge = self._room.judge(self._timezone)
            judge, cancelled = self._judge, self._cancelled
        if cancelled:
            judge.cancel()
        return judge


@dataclass(frozen=True, slots=True)
class Parts:
    """What a lake is put together from."""

    settings: Settings
    catalog: Catalog
    storage: FileSystem
    layouts: LayoutReader
    prices: PriceList
    ledger: Ledger
    room: EngineRoom = field(repr=False)

    def evaluator(self, timezone: str) -> SessionEvaluator:
        """Give what the planning of one statement asks."""
        return SessionEvaluator(self.room, timezone)

    def engine(self) -> Engine:
        """Give the engine, started if it was not."""
        return self.room.engine()

    def close(self) -> None:
        """Close every part."""
        self.room.close()
        self.catalog.close()
        self.ledger.close()
        self.layouts.cache.close()


def open_parts(settings: Settings) -> Parts:
    """Open what the settings name. Nothing is created on disk until something is changed."""
    storage = open_file_system(settings.s3_config())
    cache = FooterCache(settings.cache_dir / "footers.sqlite" if settings.cache_dir else None)
    return Parts(
        settings=settings,
        catalog=SQLiteCatalog(settings.catalog),
        storage=storage,
        layouts=LayoutReader(storage, cache),
        prices=PriceList(settings.usd_per_tb, settings.tb_unit, settings.minimum_bytes),
        ledger=Ledger(settings.history),
        room=EngineRoom(settings, storage),
    )
