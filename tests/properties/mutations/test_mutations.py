"""Whatever text is given, it is answered or refused: in lakeq's words, at a place, in good time."""

import random
import re
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Timer

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import lakeq
from lakeq.dbapi import Connection
from lakeq.errors import InternalError, InvalidWindowFrame, LakeqError, ProgrammingError
from lakeq.model.query import QueryContext
from lakeq.sql.parse import parse
from tests.properties.mutations.statements import mutate

BATCH = 20
BATCHES = max(500, settings().max_examples) // BATCH
# Seconds of this thread alone: tests run side by side.
SECONDS_TO_PARSE = 10
SECONDS_TO_ANSWER = 10
SECONDS_TO_STOP = 20
# A mutation may name any place on the machine, or do away with what later ones ask for.
ONLY_PARSED = re.compile(r"LOCATION|MSCK|DROP|CREATE|ALTER|\$path", re.IGNORECASE)
QUERY = re.compile(r"[\s(]*(SELECT|WITH|VALUES|TABLE)\b", re.IGNORECASE)
OF_ROWS = (InvalidWindowFrame,)
FOREIGN_WORDS = re.compile(
    r"duckdb|sqlglot|pyarrow|python|Traceback|NoneType|object has no attribute|\x1b|"
    r"(Binder|Catalog|Parser|Conversion|Invalid Input|INTERNAL|Not implemented) Error",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def connection(
    sample_metastore: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connection]:
    metastore = shutil.copy(sample_metastore, tmp_path_factory.mktemp("mutated") / "lake.sqlite")
    with lakeq.connect(
        str(metastore), memory_limit="1GB", threads=2, history="none", cache_dir="none"
    ) as opened:
        yield opened


@settings(
    max_examples=BATCHES,
    suppress_health_check=list(HealthCheck),
    # A smaller seed makes no smaller statement.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(seed=st.integers(0, 1 << 63))
def test_any_text_is_answered_or_refused_in_good_time(connection: Connection, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(BATCH):
        check(connection, mutate(rng))


def check(connection: Connection, text: str) -> None:
    began = time.thread_time()
    error = refusal_to_parse(text)
    assert time.thread_time() - began < SECONDS_TO_PARSE, shortened(text)
    if error is None and not ONLY_PARSED.search(text):
        error = refusal_to_answer(connection, text)
        assert time.thread_time() - began < SECONDS_TO_ANSWER + SECONDS_TO_STOP, shortened(text)
    if error is not None:
        message = f"{error}\n{shortened(text)}"
        assert not isinstance(error, InternalError), message
        assert not FOREIGN_WORDS.search(without_quoted(str(error), text)), message
        assert error.line is not None or not has_place(error, text), message


def has_place(error: LakeqError, text: str) -> bool:
    """Whether an error is about the text of a query, and not about a row or another statement."""
    is_query = QUERY.match(text) is not None
    return isinstance(error, ProgrammingError) and is_query and type(error) not in OF_ROWS


def refusal_to_parse(text: str) -> LakeqError | None:
    try:
        parse(text, QueryContext(datetime.now(UTC)))
    except LakeqError as error:
        return error
    return None


def refusal_to_answer(connection: Connection, text: str) -> LakeqError | None:
    cursor = connection.cursor()
    timer = Timer(SECONDS_TO_ANSWER, cursor.cancel)
    timer.start()
    try:
        cursor.execute(text)
        cursor.fetchmany(1000)
    except LakeqError as error:
        return error
    finally:
        timer.cancel()
        cursor.close()
    return None


def without_quoted(message: str, text: str) -> str:
    """Leave out the words of a message that are the statement's own."""
    own = set(re.findall(r"\w+|\x1b", text))
    return re.sub(r"\w+|\x1b", lambda found: "" if found[0] in own else found[0], message)


def shortened(text: str) -> str:
    return ascii(text) if len(text) < 3000 else f"{text[:1500]!a} ... {text[-500:]!a}"
