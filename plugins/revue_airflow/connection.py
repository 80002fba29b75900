"""Settings of a task: the environment, and over it the Airflow connection `revue_elasticsearch` where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airflow.sdk import BaseHook
from airflow.sdk.exceptions import AirflowNotFoundException
from airflow.sdk.log import mask_secret

if TYPE_CHECKING:
    from airflow.sdk import Connection

    from etl.settings import Settings

ELASTICSEARCH = "revue_elasticsearch"
"""Id of the connection. Host, port, login and password are Airflow's fields; its extra takes `api_key` and `ca_file`.
The schema is `https` unless it says `http`."""


def task_settings() -> Settings:
    """Read the settings of this task, and keep their secrets out of its log."""
    from etl.settings import Settings

    settings = Settings()
    try:
        connection = BaseHook.get_connection(ELASTICSEARCH)
    except AirflowNotFoundException:
        pass
    else:
        settings = with_connection(settings, connection)
    for secret in (settings.engine.api_key, settings.engine.password):
        if secret is not None:
            mask_secret(secret.get_secret_value())
    return settings


def with_connection(settings: Settings, connection: Connection) -> Settings:
    """The settings with the address and the credentials that the connection gives.

    Raises:
        ValueError: The connection names no host.
    """
    from pydantic import SecretStr

    if not connection.host:
        raise ValueError(f"the Airflow connection {ELASTICSEARCH!r} names no host: set one, or delete the connection")
    extra = connection.extra_dejson
    schema = connection.schema if connection.schema in {"http", "https"} else "https"
    host = connection.host.removeprefix("https://").removeprefix("http://").rstrip("/")
    engine = settings.engine.model_dump()
    engine |= {"api_key": None, "username": connection.login, "password": None}
    if connection.password:
        engine["password"] = SecretStr(connection.password)
    if extra.get("api_key"):
        engine["api_key"] = SecretStr(str(extra["api_key"]))
    if extra.get("ca_file"):
        engine["ca_file"] = extra["ca_file"]
    return settings.model_copy(
        update={
            "index": f"{schema}://{host}:{connection.port or 9200}",
            "engine": type(settings.engine).model_validate(engine),
        }
    )
