"""TPC-H's eight tables as Parquet files: its schema, its distributions, words of our own.

Made with numpy from fixed seeds, so that any machine makes the same files, offline. It is not dbgen:
results are comparable between engines that read these files, not with published TPC-H figures.
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

MONEY = pa.decimal128(15, 2)
ORDERS_PER_FILE = 250_000
ROW_GROUP_ROWS = 122_880
FIRST_DAY = 8035  # 1992-01-01, in days since 1970
ORDER_DAYS = 2406  # up to 1998-08-02
CURRENT_DAY = 9298  # 1995-06-17

REGIONS = ["AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST"]
NATIONS = [
    *[("ALGERIA", 0), ("ARGENTINA", 1), ("BRAZIL", 1), ("CANADA", 1), ("EGYPT", 4)],
    *[("ETHIOPIA", 0), ("FRANCE", 3), ("GERMANY", 3), ("INDIA", 2), ("INDONESIA", 2)],
    *[("IRAN", 4), ("IRAQ", 4), ("JAPAN", 2), ("JORDAN", 4), ("KENYA", 0)],
    *[("MOROCCO", 0), ("MOZAMBIQUE", 0), ("PERU", 1), ("CHINA", 2), ("ROMANIA", 3)],
    *[("SAUDI ARABIA", 4), ("VIETNAM", 2), ("RUSSIA", 3), ("UNITED KINGDOM", 3)],
    ("UNITED STATES", 1),
]
SEGMENTS = ["AUTOMOBILE", "BUILDING", "FURNITURE", "MACHINERY", "HOUSEHOLD"]
PRIORITIES = ["1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW"]
INSTRUCTIONS = ["DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN"]
MODES = ["REG AIR", "AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB"]
SIZES = ["STANDARD", "SMALL", "MEDIUM", "LARGE", "ECONOMY", "PROMO"]
FINISHES = ["ANODIZED", "BURNISHED", "PLATED", "POLISHED", "BRUSHED"]
METALS = ["TIN", "NICKEL", "BRASS", "STEEL", "COPPER"]
CONTAINER_SIZES = ["SM", "LG", "MED", "JUMBO", "WRAP"]
CONTAINERS = ["CASE", "BOX", "BAG", "JAR", "PKG", "PACK", "CAN", "DRUM"]
COLORS = (  # noqa: SIM905 - a list of words reads better as a text.
    "almond amber aqua azure beige black blue brown coral cream crimson cyan forest gold gray green "
    "indigo ivory jade khaki lavender lemon lilac lime maroon mint navy olive orange orchid peach "
    "pink plum purple red rose ruby salmon sand silver sky tan teal turquoise violet white yellow"
).split()
WORDS = (  # noqa: SIM905 - as above.
    "and the of to a ship parcel order slowly quickly boldly late early never again above below "
    "careful silent blue iron paper river harbor cargo pallet crate letter ledger clerk driver dock "
    "special regular pending express final even unusual requests deposits accounts packages notes"
).split()

Columns = dict[str, Any]


def generate(root: Path, scale: float) -> None:
    """Write the tables below ``root``, one folder each, unless they are there already."""
    done = root / "complete"
    if done.exists():
        return
    _write(root, "region", 0, _region())
    _write(root, "nation", 0, _nation())
    _write(root, "supplier", 0, _supplier(scale))
    _write(root, "customer", 0, _customer(scale))
    _write(root, "part", 0, _part(scale))
    _write(root, "partsupp", 0, _partsupp(scale))
    for number, (orders, lineitem) in enumerate(_orders_and_lines(scale)):
        _write(root, "orders", number, orders)
        _write(root, "lineitem", number, lineitem)
    done.touch()


def _write(root: Path, table: str, number: int, columns: Columns) -> None:
    folder = root / table
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        pa.table(columns),
        folder / f"{number:02}.parquet",
        row_group_size=ROW_GROUP_ROWS,
        compression="zstd",
        store_decimal_as_integer=True,
    )


def _region() -> Columns:
    rng = np.random.default_rng(1)
    return {
        "r_regionkey": pa.array(range(len(REGIONS)), pa.int64()),
        "r_name": pa.array(REGIONS),
        "r_comment": _comments(rng, len(REGIONS)),
    }


def _nation() -> Columns:
    rng = np.random.default_rng(2)
    return {
        "n_nationkey": pa.array(range(len(NATIONS)), pa.int64()),
        "n_name": pa.array([name for name, _ in NATIONS]),
        "n_regionkey": pa.array([region for _, region in NATIONS], pa.int64()),
        "n_comment": _comments(rng, len(NATIONS)),
    }


def _supplier(scale: float) -> Columns:
    rng = np.random.default_rng(3)
    keys = _keys(10_000, scale)
    nations = rng.integers(0, len(NATIONS), len(keys))
    comments = _comments(rng, len(keys)).to_pylist()
    for position in range(0, len(keys), 2000):
        comments[position] = f"{comments[position][:20]}Customer slow Complaints"
    return {
        "s_suppkey": keys,
        "s_name": _numbered("Supplier#", keys),
        "s_address": _comments(rng, len(keys), words=2),
        "s_nationkey": nations,
        "s_phone": _phones(rng, nations),
        "s_acctbal": _money(rng.integers(-99_999, 1_000_000, len(keys))),
        "s_comment": pa.array(comments),
    }


def _customer(scale: float) -> Columns:
    rng = np.random.default_rng(4)
    keys = _keys(150_000, scale)
    nations = rng.integers(0, len(NATIONS), len(keys))
    return {
        "c_custkey": keys,
        "c_name": _numbered("Customer#", keys),
        "c_address": _comments(rng, len(keys), words=2),
        "c_nationkey": nations,
        "c_phone": _phones(rng, nations),
        "c_acctbal": _money(rng.integers(-99_999, 1_000_000, len(keys))),
        "c_mktsegment": _chosen(rng, SEGMENTS, len(keys)),
        "c_comment": _comments(rng, len(keys)),
    }


def _part(scale: float) -> Columns:
    rng = np.random.default_rng(5)
    keys = _keys(200_000, scale)
    count = len(keys)
    maker = rng.integers(1, 6, count)
    brand = maker * 10 + rng.integers(1, 6, count)
    return {
        "p_partkey": keys,
        "p_name": _joined(*[_chosen(rng, COLORS, count) for _ in range(5)]),
        "p_mfgr": _labelled("Manufacturer#", maker),
        "p_brand": _labelled("Brand#", brand),
        "p_type": _joined(*[_chosen(rng, words, count) for words in (SIZES, FINISHES, METALS)]),
        "p_size": rng.integers(1, 51, count).astype("int32"),
        "p_container": _joined(
            _chosen(rng, CONTAINER_SIZES, count), _chosen(rng, CONTAINERS, count)
        ),
        "p_retailprice": _money(_retail_cents(keys)),
        "p_comment": _comments(rng, count, words=3),
    }


def _partsupp(scale: float) -> Columns:
    rng = np.random.default_rng(6)
    parts = np.repeat(_keys(200_000, scale), 4)
    return {
        "ps_partkey": parts,
        "ps_suppkey": _supplier_of(parts, np.tile(np.arange(4), len(parts) // 4), scale),
        "ps_availqty": rng.integers(1, 10_000, len(parts)).astype("int32"),
        "ps_supplycost": _money(rng.integers(100, 100_001, len(parts))),
        "ps_comment": _comments(rng, len(parts), words=12),
    }


def _orders_and_lines(scale: float) -> Iterator[tuple[Columns, Columns]]:
    count = max(int(1_500_000 * scale), 1)
    for start in range(0, count, ORDERS_PER_FILE):
        rng = np.random.default_rng(7 + start)
        numbers = np.arange(start, min(start + ORDERS_PER_FILE, count))
        # Only eight of every thirty-two order keys are used, as in TPC-H.
        keys = numbers // 8 * 32 + numbers % 8 + 1
        days = FIRST_DAY + rng.integers(0, ORDER_DAYS, len(keys))
        lines_of = rng.integers(1, 8, len(keys))
        lineitem, cents, is_open = _lines(rng, scale, (keys, days, lines_of))
        first_lines = np.concatenate([[0], np.cumsum(lines_of)[:-1]])
        open_lines = np.add.reduceat(is_open, first_lines)
        status = np.where(open_lines == 0, 0, np.where(open_lines == lines_of, 1, 2))
        yield (
            {
                "o_orderkey": keys,
                "o_custkey": _buyers(rng, len(keys), scale),
                "o_orderstatus": _taken(["F", "O", "P"], status),
                "o_totalprice": _money(np.add.reduceat(cents, first_lines)),
                "o_orderdate": _dates(days),
                "o_orderpriority": _chosen(rng, PRIORITIES, len(keys)),
                "o_clerk": _numbered(
                    "Clerk#", rng.integers(1, max(int(1000 * scale), 1) + 1, len(keys))
                ),
                "o_shippriority": np.zeros(len(keys), "int32"),
                "o_comment": _comments(rng, len(keys), words=8),
            },
            lineitem,
        )


def _lines(
    rng: np.random.Generator, scale: float, orders: tuple[Any, Any, Any]
) -> tuple[Columns, Any, Any]:
    """Make the lines of some orders; give them, their prices in cents and which are still open."""
    keys, days, lines_of = orders
    count = int(lines_of.sum())
    ordered = np.repeat(days, lines_of)
    shipped = ordered + rng.integers(1, 122, count)
    received = shipped + rng.integers(1, 31, count)
    parts = rng.integers(1, len(_keys(200_000, scale)) + 1, count)
    quantity = rng.integers(1, 51, count)
    cents = quantity * _retail_cents(parts)
    discount, tax = rng.integers(0, 11, count), rng.integers(0, 9, count)
    is_open = shipped > CURRENT_DAY
    returned = np.where(received <= CURRENT_DAY, rng.integers(0, 2, count), 2)
    first_lines = np.repeat(np.cumsum(lines_of) - lines_of, lines_of)
    columns = {
        "l_orderkey": np.repeat(keys, lines_of),
        "l_partkey": parts,
        "l_suppkey": _supplier_of(parts, rng.integers(0, 4, count), scale),
        "l_linenumber": (np.arange(count) - first_lines + 1).astype("int32"),
        "l_quantity": _money(quantity * 100),
        "l_extendedprice": _money(cents),
        "l_discount": _money(discount),
        "l_tax": _money(tax),
        "l_returnflag": _taken(["R", "A", "N"], returned),
        "l_linestatus": _taken(["F", "O"], is_open.astype(int)),
        "l_shipdate": _dates(shipped),
        "l_commitdate": _dates(ordered + rng.integers(30, 91, count)),
        "l_receiptdate": _dates(received),
        "l_shipinstruct": _chosen(rng, INSTRUCTIONS, count),
        "l_shipmode": _chosen(rng, MODES, count),
        "l_comment": _comments(rng, count, words=4),
    }
    return columns, cents * (100 + tax) * (100 - discount) // 10_000, is_open


def _keys(at_scale_one: int, scale: float) -> Any:
    return np.arange(1, max(int(at_scale_one * scale), 1) + 1)


def _buyers(rng: np.random.Generator, count: int, scale: float) -> Any:
    """Choose customers; a third of them never buys."""
    customers = max(int(150_000 * scale), 3)
    chosen = rng.integers(0, customers // 3, count) * 3
    return chosen + rng.integers(1, 3, count)


def _supplier_of(parts: Any, choice: Any, scale: float) -> Any:
    """Give one of the four suppliers of each part, as TPC-H spreads them."""
    suppliers = len(_keys(10_000, scale))
    return (parts + choice * (suppliers // 4 + (parts - 1) // suppliers)) % suppliers + 1


def _retail_cents(parts: Any) -> Any:
    return 90_000 + parts // 10 % 20_001 + 100 * (parts % 1000)


def _money(cents: Any) -> pa.Array:
    whole = pa.array(cents, pa.int64()).cast(pa.decimal128(19, 0))
    return pc.multiply(whole, pa.scalar(Decimal("0.01"))).cast(MONEY)


def _dates(days: Any) -> pa.Array:
    return pa.array(days.astype("int32")).cast(pa.date32())


def _chosen(rng: np.random.Generator, words: list[str], count: int) -> pa.Array:
    return _taken(words, rng.integers(0, len(words), count))


def _taken(words: list[str], positions: Any) -> pa.Array:
    return pa.array(words).take(pa.array(positions))


def _joined(*parts: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(*parts, " ")


def _labelled(label: str, numbers: Any) -> pa.Array:
    return pc.binary_join_element_wise(label, pa.array(numbers).cast(pa.string()), "")


def _numbered(label: str, numbers: Any) -> pa.Array:
    digits = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), 9, "0")
    return pc.binary_join_element_wise(label, digits, "")


def _phones(rng: np.random.Generator, nations: Any) -> pa.Array:
    parts = [nations + 10, *(rng.integers(100, 1000, len(nations)) for _ in range(2))]
    parts.append(rng.integers(1000, 10_000, len(nations)))
    return pc.binary_join_element_wise(*(pa.array(part).cast(pa.string()) for part in parts), "-")


def _comments(rng: np.random.Generator, count: int, words: int = 6) -> pa.Array:
    """Draw from a pool of sentences, which compresses about as well as TPC-H's text does."""
    pool = min(count, 50_000)
    return _joined(*[_chosen(rng, WORDS, pool) for _ in range(words)]).take(
        pa.array(rng.integers(0, pool, count))
    )
