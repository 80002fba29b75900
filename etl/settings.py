"""Every setting, typed, with its unit and what it trades.

Values come from the environment (`REVUE_INDEX`, `REVUE_CLEAN__MAX_BYTES`, …: a double underscore goes one section
deeper) and are read once, where a command or a task starts; the stages are handed their section.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class SourceSettings(BaseModel):
    """What is read, and how much of it."""

    max_bytes: int = Field(
        50 * 2**20, gt=0, description="Largest page read, in bytes after decompression; a larger one is rejected."
    )
    max_ratio: float = Field(
        200.0,
        gt=1,
        description="How many times its packed size a gzip file may grow to: pages reach 10 to 50, a bomb 1,000.",
    )
    batch_size: int = Field(
        200, gt=0, description="Pages a batch: larger ones cost fewer Airflow tasks, smaller ones lose less to a retry."
    )


class CleanSettings(BaseModel):
    """How a page is cleaned."""

    max_seconds: float = Field(
        10.0, gt=0, description="Time a page may take, in seconds; a page that takes longer is rejected."
    )


class DedupeSettings(BaseModel):
    """How copies and stories are told apart."""

    copy_probability: float = Field(
        0.8,
        gt=0,
        lt=1,
        description="From here on a text is a near copy: higher misses copies, lower takes texts for them.",
    )
    story_bias: float = Field(
        0.0, description="Log odds added to every pair of articles: above 0 fewer and larger stories, below 0 more."
    )
    story_days: int = Field(
        45, gt=0, description="Days between two articles of one story, at most: more finds long stories and asks more."
    )


class EnrichSettings(BaseModel):
    """How entities are found and told apart."""

    model: str = Field(
        "revue", description="The recogniser: `revue` (ships with Revue), or the name of any installed spaCy pipeline."
    )
    registry: Path | None = Field(None, description="The desk's `entities.toml`; none: only what the texts show.")


class IndexSettings(BaseModel):
    """How the index is reached. The address itself is `Settings.index`."""

    alias: str = Field(
        "articles", description="The alias that readers use; versions are named `<alias>-000001` and so on."
    )
    api_key: SecretStr | None = Field(None, description="Elasticsearch API key (base64 form).")
    username: str | None = Field(None, description="User name, where no API key is given.")
    password: SecretStr | None = Field(None, description="Password of that user.")
    ca_file: Path | None = Field(None, description="Certificate authority of the cluster, PEM.")
    timeout: float = Field(30.0, gt=0, description="Seconds to wait for an answer.")
    retries: int = Field(5, ge=0, description="How often a busy or absent cluster is asked again, with growing pauses.")
    chunk_documents: int = Field(
        500, gt=0, description="Documents a bulk request: larger is faster until the cluster refuses."
    )
    chunk_bytes: int = Field(8 * 2**20, gt=0, description="Bytes a bulk request.")
    requests: int = Field(
        2, gt=0, description="Bulk requests under way at once: more use more of the cluster, and leave less to readers."
    )
    keep_days: int | None = Field(
        400, gt=0, description="How long the records of runs and rejects are kept, in days; none: for ever."
    )


class KibanaSettings(BaseModel):
    """How Kibana is reached, to load its saved objects."""

    url: str = Field("http://127.0.0.1:5601", description="Kibana's address, with its base path if it has one.")
    space: str = Field("default", description="The space that the objects go into.")
    api_key: SecretStr | None = Field(None, description="Elasticsearch API key (base64 form) with Kibana privileges.")
    username: str | None = Field(None, description="User name, where no API key is given.")
    password: SecretStr | None = Field(None, description="Password of that user.")
    ca_file: Path | None = Field(None, description="Certificate authority of Kibana's certificate, PEM.")
    timeout: float = Field(60.0, gt=0, description="Seconds to wait for an answer; an import takes some.")
    wait: float = Field(180.0, ge=0, description="Seconds to wait until Kibana is up; it needs a minute after a start.")


class Settings(BaseSettings):
    """All settings of a run."""

    model_config = SettingsConfigDict(env_prefix="REVUE_", env_nested_delimiter="__", extra="ignore")

    index: str = Field("embedded:var/index", description="`embedded:PATH`, or `http(s)://host:port` of Elasticsearch.")
    store: str = Field(
        "var/store", description="Where raw pages and batch files are kept: a folder or an fsspec URL (s3://…)."
    )
    inbox: list[str] = Field(
        default_factory=list, description="Folders, files or fsspec URLs that the nightly job reads."
    )
    lock_seconds: float = Field(
        5.0,
        ge=0,
        description="How long a run waits for another that writes the same store, in seconds, before it gives up.",
    )
    keep_runs: int = Field(
        30,
        ge=0,
        description="Finished runs whose batch files stay: more help to look into a night, fewer save disk.",
    )
    workers: int | None = Field(None, gt=0, description="Processes of the command; none: one a core.")
    sources: SourceSettings = SourceSettings()
    clean: CleanSettings = CleanSettings()
    dedupe: DedupeSettings = DedupeSettings()
    enrich: EnrichSettings = EnrichSettings()
    engine: IndexSettings = IndexSettings()
    kibana: KibanaSettings = KibanaSettings()
