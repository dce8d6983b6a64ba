"""Settings: the order of their sources, and what each value may be."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lakeq.errors import ConfigurationError
from lakeq.settings import SETTING_NAMES, Settings, parse_bytes, parse_money


def load(folder: Path, environ: dict[str, str] | None = None, **overrides: Any) -> Settings:
    return Settings.load({"HOME": str(folder / "home"), **(environ or {})}, folder, **overrides)


def test_without_any_source_the_defaults_hold(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.catalog == tmp_path / "lake.sqlite"
    assert settings.database == "default"
    assert settings.timezone == "UTC"
    assert settings.usd_per_tb == Decimal(5)
    assert settings.max_cost is None
    assert settings.cache_dir == tmp_path / "home/.cache/lakeq"
    assert settings.history == tmp_path / "home/.local/state/lakeq/history.sqlite"
    assert set(settings.sources.values()) == {"default"}


def test_each_source_overrides_the_weaker_ones(tmp_path: Path) -> None:
    user_file = tmp_path / "home/.config/lakeq/config.toml"
    user_file.parent.mkdir(parents=True)
    user_file.write_text(
        'database = "user"\ntimezone = "Asia/Tokyo"\nthreads = 2\nmax_scan = "1GB"\n'
    )
    (tmp_path / "lakeq.toml").write_text('database = "folder"\nthreads = 3\nmax_scan = "2GB"\n')
    settings = load(
        tmp_path, {"LAKEQ_THREADS": "4", "LAKEQ_MAX_SCAN": "3GB"}, max_scan="4GB", max_cost=None
    )
    assert settings.timezone == "Asia/Tokyo"
    assert settings.database == "folder"
    assert settings.threads == 4
    assert settings.max_scan == 4_000_000_000
    assert settings.sources["timezone"] == str(user_file)
    assert settings.sources["database"] == str(tmp_path / "lakeq.toml")
    assert settings.sources["threads"] == "environment variable LAKEQ_THREADS"
    assert settings.sources["max_scan"] == "argument max_scan"
    assert settings.sources["max_cost"] == "default"


def test_pyproject_is_read_when_there_is_no_lakeq_toml(tmp_path: Path) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text('[project]\nname = "x"\n[tool.lakeq]\ndatabase = "sales"\n')
    assert load(tmp_path).database == "sales"
    (tmp_path / "lakeq.toml").write_text("")
    assert load(tmp_path).database == "default"


def test_a_file_above_the_current_folder_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "lakeq.toml").write_text('database = "above"\n')
    below = tmp_path / "below"
    below.mkdir()
    assert load(below).database == "default"


def test_paths_start_at_the_place_that_names_them(tmp_path: Path) -> None:
    user_file = tmp_path / "home/.config/lakeq/config.toml"
    user_file.parent.mkdir(parents=True)
    user_file.write_text('cache_dir = "cache"\ntemp_directory = "~/spill"\n')
    environ = {"HOME": str(tmp_path / "home"), "LAKEQ_CATALOG": "metastore.sqlite"}
    settings = load(tmp_path / "here", environ)
    assert settings.cache_dir == user_file.parent / "cache"
    assert settings.temp_directory == tmp_path / "home/spill"
    assert settings.catalog == tmp_path / "here/metastore.sqlite"


def test_the_xdg_folders_are_followed_unless_relative(tmp_path: Path) -> None:
    environ = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_STATE_HOME": "relative"}
    settings = load(tmp_path, environ)
    assert settings.cache_dir == tmp_path / "cache/lakeq"
    assert settings.history == tmp_path / "home/.local/state/lakeq/history.sqlite"


def test_none_switches_the_cache_and_the_history_off(tmp_path: Path) -> None:
    settings = load(tmp_path, {"LAKEQ_CACHE_DIR": "none", "LAKEQ_HISTORY": "none"})
    assert settings.cache_dir is None
    assert settings.history is None


def test_aws_variables_are_weaker_than_ours(tmp_path: Path) -> None:
    aws = {
        "AWS_ENDPOINT_URL": "http://any",
        "AWS_ENDPOINT_URL_S3": "http://s3",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_PROFILE": "work",
    }
    settings = load(tmp_path, aws)
    assert settings.s3_endpoint == "http://s3"
    assert settings.s3_region == "eu-west-1"
    assert settings.s3_profile == "work"
    assert settings.sources["s3_endpoint"] == "environment variable AWS_ENDPOINT_URL_S3"
    stronger = load(
        tmp_path, {**aws, "AWS_REGION": "us-east-1", "LAKEQ_S3_ENDPOINT": "http://mine"}
    )
    assert stronger.s3_endpoint == "http://mine"
    assert stronger.s3_region == "us-east-1"


@pytest.mark.parametrize(
    ("environ", "color"),
    [
        ({}, "auto"),
        ({"NO_COLOR": "1"}, "never"),
        ({"FORCE_COLOR": "1"}, "always"),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, "never"),
        ({"TERM": "dumb"}, "never"),
        ({"NO_COLOR": "1", "LAKEQ_COLOR": "always"}, "always"),
    ],
)
def test_color_follows_the_terminals_conventions(
    tmp_path: Path, environ: dict[str, str], color: str
) -> None:
    assert load(tmp_path, environ).color == color


def test_numbers_of_a_file_are_read_exactly(tmp_path: Path) -> None:
    (tmp_path / "lakeq.toml").write_text("max_cost = 0.1\nusd_per_tb = 6.25\nmax_scan = 1_000\n")
    settings = load(tmp_path)
    assert settings.max_cost == Decimal("0.1")
    assert settings.usd_per_tb == Decimal("6.25")
    assert settings.max_scan == 1000


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0),
        ("1_000", 1000),
        ("5GB", 5 * 10**9),
        ("5 gb", 5 * 10**9),
        ("5G", 5 * 10**9),
        ("1.5 KB", 1500),
        ("10 MiB", 10 << 20),
        ("2TiB", 2 << 40),
        (" 7 B ", 7),
    ],
)
def test_sizes_are_read_with_decimal_and_binary_units(text: str, size: int) -> None:
    assert parse_bytes(text) == size


@pytest.mark.parametrize(
    "text", ["", "GB", "-1", "5 apples", "0.1B", "1e9", "1 000", True, 1.5, None]
)
def test_what_is_no_size_is_refused(text: Any) -> None:
    with pytest.raises(ValueError, match=r"size|text"):
        parse_bytes(text)


def test_money_is_read_exactly() -> None:
    assert parse_money("$0.10") == Decimal("0.10")
    assert parse_money(" 3 ") == Decimal(3)


@pytest.mark.parametrize("text", ["", "-1", "ten", "NaN", "Infinity", "0.1 EUR", True])
def test_what_is_no_money_is_refused(text: Any) -> None:
    with pytest.raises(ValueError, match=r"dollars|text"):
        parse_money(text)


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("max_cost", "cheap", "give an amount of US dollars such as 0.10"),
        ("max_scan", "much", "give a size such as 500MB, 5 GB or 10 MiB"),
        ("threads", "0", "give a whole number, one or more"),
        ("timezone", "Mars/Base", "give a time zone such as UTC, Europe/Berlin or +05:45"),
        ("timezone", "../etc/passwd", "give a time zone such as UTC, Europe/Berlin or +05:45"),
        ("tb_unit", "metric", "give decimal or binary"),
        ("s3_anonymous", "maybe", "give true or false"),
        ("color", "red", "give auto or always or never"),
        ("database", " ", "give a name"),
    ],
)
def test_a_bad_value_is_named_with_its_place(
    tmp_path: Path, name: str, value: str, hint: str
) -> None:
    variable = f"LAKEQ_{name.upper()}"
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, {variable: value})
    expected = f"the setting '{name}' cannot be '{value}' (environment variable {variable})"
    assert caught.value.message == expected
    assert caught.value.hint == hint


def test_an_unknown_name_is_refused_with_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, {"LAKEQ_MAXCOST": "1"})
    assert caught.value.message == "'LAKEQ_MAXCOST' in the environment is not a setting"
    assert caught.value.hint == "did you mean `LAKEQ_MAX_COST`?"
    path = tmp_path / "lakeq.toml"
    path.write_text('data-base = "x"\n')
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path)
    assert caught.value.message == f"'data-base' in {path} is not a setting"
    assert caught.value.hint == "did you mean `database`?"


def test_an_unknown_argument_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        ConfigurationError, match="'zzz' in the arguments is not a setting"
    ) as caught:
        load(tmp_path, zzz=1)
    assert caught.value.hint == f"the settings are {', '.join(SETTING_NAMES)}"


def test_a_file_that_is_not_toml_is_named_with_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "lakeq.toml"
    path.write_text('database = "x"\ndatabase == 3\n')
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path)
    assert caught.value.message == f"{path} is not valid TOML at line 2, column 11"


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lakeq.toml").write_bytes(b'database = "\xff"')
    with pytest.raises(ConfigurationError, match=r"lakeq\.toml is not valid TOML$"):
        load(tmp_path)


def test_an_empty_variable_says_nothing(tmp_path: Path) -> None:
    assert load(tmp_path, {"LAKEQ_DATABASE": ""}).database == "default"


def test_database_names_are_folded_to_lower_case(tmp_path: Path) -> None:
    assert load(tmp_path, database="Sales").database == "sales"


def test_the_process_is_read_by_of_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LAKEQ_DATABASE", "sales")
    settings = Settings.of_process(threads=1)
    assert settings.database == "sales"
    assert settings.catalog == Path.cwd() / "lake.sqlite"


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    # A loop of links can be read by nobody, not even by root.
    path = tmp_path / "lakeq.toml"
    path.symlink_to(path)
    with pytest.raises(ConfigurationError, match=r"lakeq\.toml cannot be read: "):
        load(tmp_path)


def test_a_folder_of_a_files_name_is_no_settings_file(tmp_path: Path) -> None:
    (tmp_path / "lakeq.toml").mkdir()
    assert load(tmp_path).database == "default"
