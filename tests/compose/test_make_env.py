"""`make env` writes strong secrets, for its owner's eyes, once."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

from scripts import make_env

EXAMPLE = (Path(__file__).parents[2] / ".env.example").read_text(encoding="utf-8")


def secrets_of(text: str) -> dict[str, str]:
    return dict(re.findall(r"^([A-Z][A-Z0-9_]*)=(.*)$", text, re.MULTILINE))


def test_every_empty_line_gets_a_secret_of_its_own() -> None:
    filled = secrets_of(make_env.filled(EXAMPLE))
    assert set(filled) == set(secrets_of(EXAMPLE))
    assert len(set(filled.values())) == len(filled)
    assert all(len(value) >= 32 for value in filled.values())


def test_another_call_makes_other_secrets() -> None:
    assert not set(secrets_of(make_env.filled(EXAMPLE)).values()) & set(secrets_of(make_env.filled(EXAMPLE)).values())


def test_keys_have_the_form_that_airflow_wants() -> None:
    filled = secrets_of(make_env.filled(EXAMPLE))
    assert len(base64.urlsafe_b64decode(filled["AIRFLOW_FERNET_KEY"])) == 32
    assert len(filled["AIRFLOW_JWT_SECRET"]) >= 64


def test_what_is_chosen_stays() -> None:
    assert make_env.filled("A=chosen\nB=\n# C=\n").splitlines()[0] == "A=chosen"
    assert make_env.filled("# C=\n") == "# C=\n"


def test_the_file_is_for_its_owner_alone_and_is_never_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / ".env"
    assert make_env.main([str(target)]) == 0
    assert target.stat().st_mode & 0o777 == 0o600
    first = target.read_text()
    assert make_env.main([str(target)]) == 0
    assert target.read_text() == first
    assert "stays as it is" in capsys.readouterr().out
    assert not [value for value in secrets_of(first).values() if value in capsys.readouterr().out]
