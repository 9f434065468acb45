"""Settings, data folder and keys: what is not understood is named with a way out."""

from pathlib import Path

import pytest

from server.embedded_database import prepare_data_folder
from server.errors import DataFolderError, SettingError
from server.key import create_keys, read_token_keys
from server.settings import Settings


def test_the_defaults_need_no_environment() -> None:
    settings = Settings.from_environment({})
    assert settings.port == 8000
    assert settings.database_url is None
    assert settings.keys_folder == settings.data_folder / "keys"


@pytest.mark.parametrize("port", ["0", "65536", "http", "80a", "-1", "٨"])
def test_a_port_that_is_none_is_named(port: str) -> None:
    with pytest.raises(SettingError, match="CONCORDAT_PORT: expected a number from 1 to 65535"):
        Settings.from_environment({"CONCORDAT_PORT": port})


@pytest.mark.parametrize("points", ["-1", "many", "1.5", "1000000001", "٨"])
def test_a_budget_that_is_none_is_named(points: str) -> None:
    with pytest.raises(SettingError, match="expected a number from 1 to 1000000000, or 0 for no limit"):
        Settings.from_environment({"CONCORDAT_GRAPHQL_POINTS_PER_SECOND": points})
    assert Settings.from_environment({"CONCORDAT_GRAPHQL_POINTS_PER_SECOND": "0"}).points_per_second == 0


def test_a_database_of_another_kind_is_refused_without_showing_its_password() -> None:
    with pytest.raises(SettingError) as refused:
        Settings.from_environment({"DATABASE_URL": "mysql://me:secret@host/db"})
    assert "postgresql://" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(DataFolderError, match="set CONCORDAT_DATA to another folder"):
        prepare_data_folder(blocked / "data")


def test_keys_are_made_once_and_readable_by_their_owner_only(tmp_path: Path) -> None:
    assert create_keys(tmp_path)
    assert not create_keys(tmp_path)
    (key,) = (tmp_path / "token").glob("*.jwk")
    assert key.stat().st_mode & 0o077 == 0


def test_missing_keys_are_named_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="Run `concordat migrate` once"):
        read_token_keys(tmp_path)
