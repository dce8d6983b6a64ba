from pathlib import Path

import pytest

from lakeq.errors import InvalidDefinition
from lakeq.storage import check_location
from lakeq.storage.locations import is_hidden, is_s3, split_s3


@pytest.mark.parametrize(
    ("written", "normalized"),
    [
        ("/lake/orders", "/lake/orders/"),
        ("/lake//orders///", "/lake/orders/"),
        ("/lake/./orders/", "/lake/orders/"),
        ("/", "/"),
        ("file:///lake/orders/", "/lake/orders/"),
        ("FILE:///lake/orders", "/lake/orders/"),
        ("file://localhost/lake", "/lake/"),
        ("file:/lake/orders", "/lake/orders/"),
        ("/lake/dt=a%3Ab", "/lake/dt=a%3Ab/"),
        ("s3://lake", "s3://lake/"),
        ("s3://lake//a//b/", "s3://lake/a/b/"),
        ("s3a://lake/a", "s3://lake/a/"),
        ("S3N://lake/a", "s3://lake/a/"),
    ],
)
def test_a_location_has_one_spelling(written: str, normalized: str) -> None:
    assert check_location(written) == normalized
    assert check_location(normalized) == normalized


def test_a_relative_location_is_taken_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert check_location("sample_data/orders") == f"{tmp_path}/sample_data/orders/"


@pytest.mark.parametrize(
    "location",
    [
        "",
        "s3://lake/a?s3_endpoint=elsewhere",
        "/lake/a#b",
        "/lake/*.parquet",
        "/lake/../etc",
        "..",
        "s3://lake/../other/",
        "s3://lake/./a",
        "/lake/a\nb",
        "/lake/a\x00",
        "/lake/\u2028",
        "/lake/\udcff",
        "s3://",
        "s3:///a",
        "s3://a b/c",
        "file://host/a",
        "https://example.com/a",
        "arn:aws:s3:::lake",
        "hdfs://lake/a",
    ],
)
def test_a_location_that_could_mislead_an_engine_is_refused(location: str) -> None:
    with pytest.raises(InvalidDefinition, match="Location"):
        check_location(location)


def test_an_s3_path_is_told_from_a_local_one() -> None:
    assert is_s3("s3://lake/a")
    assert not is_s3("/s3://lake/a")


def test_an_s3_path_has_a_bucket_and_a_key() -> None:
    assert split_s3("s3://lake/a/b.parquet") == ("lake", "a/b.parquet")
    assert split_s3("s3://lake") == ("lake", "")


def test_a_path_is_hidden_by_any_of_its_components() -> None:
    assert is_hidden("a/_b/c")
    assert is_hidden(".a")
    assert not is_hidden("a_/b.c")
