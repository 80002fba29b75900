"""What Revue has learned, and what the desk has decided: there, and readable."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from etl.doctor.finding import Finding, Patient
from etl.settings import Settings


def model(patient: Patient) -> Iterator[Finding]:
    """The recogniser that the settings name can be loaded, and so can the weights that ship with Revue."""
    settings = patient.settings
    loaders: dict[str, Callable[[Settings], object]] = {
        f"the recogniser `{settings.enrich.model}`": _recogniser,
        "the weights of the cleaner": _cleaner,
        "the weights of copies and stories": _dedupe,
        "the weights of spellings": _spellings,
    }
    broken = False
    for what, load in loaders.items():
        try:
            load(settings)
        except Exception as error:  # noqa: BLE001 - whatever keeps a model from being loaded is what we are asked for
            broken = True
            yield Finding(
                check="model",
                level="wrong",
                message=f"{what} cannot be loaded: {error}",
                advice="install Revue again (`uv sync --frozen`), or set REVUE_ENRICH__MODEL to an installed pipeline",
            )
    if not broken:
        yield Finding(check="model", level="ok", message=f"{', '.join(loaders)} can be loaded")


def _recogniser(settings: Settings) -> None:
    from etl.enrich import Recogniser

    Recogniser(settings.enrich).load()


def _cleaner(settings: Settings) -> None:
    from etl.clean import Cleaner

    Cleaner(settings.clean)


def _dedupe(_settings: Settings) -> None:
    from etl.dedupe import network, pairs, story_features, verifier

    verifier.load("near", pairs.FEATURES)
    network.load("story", story_features.FEATURES)


def _spellings(_settings: Settings) -> None:
    from etl.enrich.similarity import weights

    weights()


def registry(patient: Patient) -> Iterator[Finding]:
    """The desk's `entities.toml` can be read and does not contradict itself."""
    from etl.enrich.registry import Registry, RegistryError

    path = patient.settings.enrich.registry
    if path is None:
        yield Finding(check="registry", level="info", message="the desk has none (REVUE_ENRICH__REGISTRY)")
        return
    try:
        read = Registry.read(path)
    except RegistryError as error:
        yield Finding(check="registry", level="wrong", message=str(error), advice="the next night would fail on it")
        return
    decisions = len(read.entity) + len(read.merge) + len(read.apart) + len(read.never)
    yield Finding(check="registry", level="ok", message=f"{path}: {decisions} decisions")
