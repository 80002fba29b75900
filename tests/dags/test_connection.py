"""The Airflow connection `revue_elasticsearch` over the settings of the environment, and no secret in a log."""

from __future__ import annotations

import json

import pytest
from revue_airflow.connection import task_settings

CONNECTION = "AIRFLOW_CONN_REVUE_ELASTICSEARCH"


def connect(monkeypatch: pytest.MonkeyPatch, **parts: object) -> None:
    monkeypatch.setenv(CONNECTION, json.dumps({"conn_type": "generic", **parts}))


def test_without_a_connection_the_environment_counts(monkeypatch: pytest.MonkeyPatch, airflow_home: object) -> None:
    monkeypatch.delenv(CONNECTION, raising=False)
    monkeypatch.setenv("REVUE_INDEX", "https://search.example.org:9200")
    monkeypatch.setenv("REVUE_ENGINE__API_KEY", "from-the-environment")
    settings = task_settings()
    assert settings.index == "https://search.example.org:9200"
    assert settings.engine.api_key
    assert settings.engine.api_key.get_secret_value() == "from-the-environment"


def test_the_connection_gives_address_and_credentials(monkeypatch: pytest.MonkeyPatch, airflow_home: object) -> None:
    monkeypatch.setenv("REVUE_ENGINE__TIMEOUT", "7")
    connect(
        monkeypatch,
        host="search.example.org",
        port=9243,
        login="pipeline",
        password="mot de passe",
        extra={"ca_file": "/certificates/ca.crt"},
    )
    settings = task_settings()
    assert settings.index == "https://search.example.org:9243"
    assert settings.engine.username == "pipeline"
    assert settings.engine.password
    assert settings.engine.password.get_secret_value() == "mot de passe"
    assert str(settings.engine.ca_file) == "/certificates/ca.crt"
    assert settings.engine.timeout == 7


def test_an_api_key_of_the_environment_does_not_outlive_the_connection(
    monkeypatch: pytest.MonkeyPatch, airflow_home: object
) -> None:
    monkeypatch.setenv("REVUE_ENGINE__API_KEY", "of-another-cluster")
    connect(monkeypatch, host="http://localhost", schema="http")
    settings = task_settings()
    assert settings.index == "http://localhost:9200"
    assert settings.engine.api_key is None


def test_a_connection_without_a_host_is_refused(monkeypatch: pytest.MonkeyPatch, airflow_home: object) -> None:
    connect(monkeypatch, login="pipeline")
    with pytest.raises(ValueError, match="names no host"):
        task_settings()


def test_secrets_are_masked_in_what_the_task_logs(monkeypatch: pytest.MonkeyPatch, airflow_home: object) -> None:
    from airflow.sdk._shared.secrets_masker import redact

    connect(monkeypatch, host="localhost", extra={"api_key": "c2VjcmV0LXRoYXQtb3BlbnM="})
    task_settings()
    assert redact("refused: c2VjcmV0LXRoYXQtb3BlbnM= is not known") == "refused: *** is not known"
