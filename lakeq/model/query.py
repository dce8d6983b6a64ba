"""What surrounds a query: its context and limits before, its estimate and statistics after."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from lakeq.model.names import DEFAULT_DATABASE
from lakeq.model.plan import ScanPlan

METER_VERSION = "v1"


@dataclass(frozen=True, slots=True)
class WorkGroup:
    """Limits that a query must keep to; ``None`` is no limit. Prepared statements go by its name."""

    max_cost_usd: Decimal | None = None
    max_scan_bytes: int | None = None
    name: str = "primary"


@dataclass(frozen=True, slots=True)
class QueryContext:
    """What a statement is read against: database, session time zone, clock, parameters.

    ``now`` fixes ``current_timestamp`` and its kin for the whole statement; it is aware, in UTC.
    ``parameters`` are the values of ``?`` in order.
    """

    now: datetime
    database: str = DEFAULT_DATABASE
    timezone: str = "UTC"
    workgroup: WorkGroup = field(default_factory=WorkGroup)
    parameters: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a query will be billed for, known before a data page is read.

    ``scanned_bytes`` is exact unless ``exact`` is false, in which case it is an upper bound and
    ``reason`` says why. ``early_stop`` says why an engine may read less than it bills for.
    """

    scanned_bytes: int
    billed_bytes: int
    cost_usd: Decimal
    plan: ScanPlan
    exact: bool = True
    reason: str = ""
    early_stop: str = ""
    meter: str = METER_VERSION


class StatementKind(Enum):
    """Athena's ``StatementType``."""

    DDL = "DDL"
    DML = "DML"
    UTILITY = "UTILITY"


@dataclass(frozen=True, slots=True)
class QueryStatistics:
    """What really happened, billed by the plan and observed by the engine.

    ``read_bytes`` is what the engine was seen to read, footers and gaps included; ``None`` when it
    could not be observed. It never enters the price.
    """

    scanned_bytes: int = 0
    billed_bytes: int = 0
    cost_usd: Decimal = Decimal(0)
    table_bytes: int | None = 0
    row_count: int = 0
    planning_ms: int = 0
    elapsed_ms: int = 0
    read_bytes: int | None = None
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running query has come: bytes of its plan, of the plan's total."""

    scanned_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One statement of the ledger."""

    query_id: str
    text: str
    database: str
    kind: StatementKind
    state: str
    started_at: datetime
    elapsed_ms: int
    scanned_bytes: int
    billed_bytes: int
    cost_usd: Decimal
    row_count: int
    error: str = ""
    tables: Mapping[str, int] = field(default_factory=dict)
