"""Opening: putting a lake together from its settings, each part at the moment it is first needed."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from lakeq.catalog.base import Catalog
from lakeq.catalog.sqlite import SQLiteCatalog
from lakeq.engines.base import Engine
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


class EngineRoom:
    """The engine and its evaluator, started when first asked for.

    Loading an engine takes longer than most catalog statements.
    """

    def __init__(self, settings: Settings, storage: FileSystem) -> None:
        self._settings = settings
        self._storage = storage
        self._lock = threading.Lock()
        self._engine: Engine | None = None
        self._evaluator: Evaluator | None = None

    def engine(self) -> Engine:
        """Give the engine."""
        return self._start()[0]

    def keep(
        self,
        predicate: Expression,
        columns: Sequence[ColumnReference],
        rows: Sequence[tuple[KeyValue, ...]],
    ) -> Sequence[bool]:
        """Decide a predicate over key values; see ``Evaluator``."""
        return self._start()[1].keep(predicate, columns, rows)

    def scalar(self, query: BoundQuery, plan: ScanPlan) -> LiteralValue:
        """Answer a scalar question; see ``Evaluator``."""
        return self._start()[1].scalar(query, plan)

    def close(self) -> None:
        """Stop the engine, if it was started."""
        with self._lock:
            engine, self._engine, self._evaluator = self._engine, None, None
        if engine is not None:
            engine.close()

    def _start(self) -> tuple[Engine, Evaluator]:
        from lakeq.engines.duckdb.engine import DuckDBEngine  # noqa: PLC0415 - slow to load.
        from lakeq.engines.duckdb.evaluator import DuckDBEvaluator  # noqa: PLC0415 - likewise.

        with self._lock:
            if self._engine is None or self._evaluator is None:
                settings = self._settings
                engine = DuckDBEngine(
                    self._storage,
                    threads=settings.threads,
                    memory_limit=None
                    if settings.memory_limit is None
                    else f"{settings.memory_limit}B",
                    temp_directory=settings.temp_directory,
                    s3=settings.s3_config(),
                )
                self._engine, self._evaluator = engine, DuckDBEvaluator(engine)
            return self._engine, self._evaluator


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

    @property
    def evaluator(self) -> Evaluator:
        """What planning asks."""
        return self.room

    def engine(self) -> Engine:
        """Give the engine, started if it was not."""
        return self.room.engine()

    def close(self) -> None:
        """Close every part."""
        self.room.close()
        self.catalog.close()


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
