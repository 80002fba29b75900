"""The way from a task to the reindex or the rollback of its run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from airflow.sdk import Variable, get_current_context
from airflow.sdk.exceptions import AirflowFailException

from revue_airflow.connection import task_settings
from revue_airflow.links import report_url
from revue_airflow.night import run_name

if TYPE_CHECKING:
    from etl.archive import ArticleIndex
    from etl.reindex import Choices, Reindex, ReindexReport, RollbackPlan, RolledBack

VERSIONS = "revue_versions"
"""The Airflow Variable that lists the versions for the rollback's form."""

GO_ON, GIVE_UP, REFUSE = "go on", "give up", "refuse"
"""What the form says is to become of a reindex that was interrupted."""


def choices_of(params: Mapping[str, Any]) -> Choices:
    """What the trigger form chose."""
    from etl.reindex import Choices

    return Choices(
        rebuild_from=params["rebuild_from"],
        since=params["since"],
        until=params["until"],
        source=params["source"],
        dry_run=params["dry_run"],
        strictness=params["gate"],
        keep=params["keep"],
        limit=params["limit"],
    )


def begin(params: Mapping[str, Any]) -> str:
    """Start the reindex of this run, or go on with one that was interrupted; returns its name."""
    from etl.load import connect
    from etl.reindex import Reindex, unfinished

    settings, name = task_settings(), run_name(get_current_context()["dag_run"].run_id)
    choices: Choices | None = choices_of(params)
    with refusals():
        index = connect(settings)
        try:
            earlier = unfinished(index)
            if earlier is not None and earlier != name and not params["dry_run"]:
                if params["unfinished"] == GO_ON:
                    name, choices = earlier, None
                elif params["unfinished"] == GIVE_UP:
                    Reindex.open(settings, earlier, index=index).abandon()
            Reindex.open(settings, name, choices, index=index).plan()
        finally:
            index.close()
    return name


@contextmanager
def reindexing(name: str) -> Iterator[Reindex]:
    """The reindex of that name, as it was planned; what it refuses is no cause to try again."""
    from etl.reindex import Reindex

    with refusals():
        reindex = Reindex.open(task_settings(), name)
        try:
            yield reindex
        finally:
            reindex.close()


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what a person has to decide into a failure without retries, in the words of the refusal."""
    from etl.reindex import ArticlesMissing, GateFailed, NotVerified, UnderWay

    try:
        yield
    except (ArticlesMissing, GateFailed, NotVerified, UnderWay) as refusal:
        raise AirflowFailException(str(refusal)) from refusal


def question(name: str) -> str:
    """What somebody who is asked to approve a swap has to know, in Markdown: figures, and the way to the report."""
    with reindexing(name) as reindex:
        report = _report(reindex)
    found, plan, context = report.comparison, report.plan, get_current_context()
    run = context["dag_run"]
    passed = report.gate is not None and report.gate.passed
    return "\n".join(
        [
            f"**{report.headline}**",
            "",
            f"- Readers have `{plan.live}`; the new version is `{report.version}`, with {report.filled:,} documents.",
            f"- {found.appeared:,} articles appear, {found.vanished:,} vanish.",
            f"- The gate ({plan.choices.strictness}) {'passed' if passed else 'did not pass'}.",
            f"- [Old and new side by side: the report]({report_url(run.dag_id, run.run_id)})",
            "",
            "*Approve* gives readers the new version in one step. *Reject* leaves everything as it is.",
        ]
    )


def remember_versions(index: ArticleIndex) -> None:
    """Note which versions there are, for the form of the rollback: it is drawn without asking the archive."""
    others = [version for version in index.versions() if not version.live]
    shown = {v.name: f"{v.name}: {v.documents:,} documents, made {v.created_at[:10]}" for v in others}
    Variable.set(VERSIONS, shown, description="What the rollback's form lists", serialize_json=True)


def known_versions() -> dict[str, str]:
    """The versions that the rollback's form lists, with a line on each; none where none were noted yet."""
    try:
        found = Variable.get(VERSIONS, default={}, deserialize_json=True)
    except Exception:  # noqa: BLE001 - a form with fewer choices is better than a DAG that is gone
        return {}
    return {str(name): str(line) for name, line in found.items()} if isinstance(found, dict) else {}


def lacking(version: str | None) -> RollbackPlan:
    """What the version (the one that was live last, unless named) lacks; refused where it cannot be gone back to."""
    from etl.load import connect
    from etl.reindex.rolling_back import Rollback

    settings = task_settings()
    index = connect(settings)
    try:
        back = Rollback(settings, index)
        return back.plan(*back.choose(version))
    finally:
        index.close()


def what_is_lacking(version: str) -> str:
    """The same in Markdown, for somebody who has to say whether to go without."""
    plan = lacking(version)
    lines = [
        f"`{plan.version}` holds {plan.documents:,} documents. Since readers had it:",
        "",
        f"- **{plan.missing:,} articles came in**,",
        f"- {plan.outdated:,} changed,",
        f"- {plan.deleted:,} were deleted.",
        "",
        "*Approve* goes back without them: readers miss them from that moment. *Reject* leaves everything as it is.",
    ]
    return "\n".join(lines)


def go_back(version: str, *, accept_missing: bool, load: bool) -> RolledBack:
    """Point readers back, and note the versions that are there now."""
    from etl.load import connect
    from etl.reindex import rollback

    settings = task_settings()
    index = connect(settings)
    try:
        with refusals():
            done = rollback(settings, version, accept_missing=accept_missing, load=load, index=index)
        remember_versions(index)
        return done
    finally:
        index.close()


def _report(reindex: Reindex) -> ReindexReport:
    import msgspec

    from etl.reindex import ReindexReport

    return msgspec.json.decode(reindex.store.read_bytes(reindex.layout.report_json), type=ReindexReport)
