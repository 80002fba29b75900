"""A run that failed or is late calls the desk, through Airflow's own notifiers.

Who is called is a matter of connections, not of code: `revue_webhook` (type HTTP) is posted a JSON message, and
`revue_mail` (type SMTP; `to` and `from_email` in its extra) sends a mail. Neither: the log alone says it.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from airflow.sdk import BaseHook, BaseNotifier, conf
from airflow.sdk.exceptions import AirflowNotFoundException

if TYPE_CHECKING:
    from airflow.sdk import Connection
    from airflow.sdk.definitions.context import Context

WEBHOOK = "revue_webhook"
MAIL = "revue_mail"

Event = Literal["failed", "late"]

_SENTENCES: dict[Event, str] = {
    "failed": "Revue: the run {run} of {dag} failed{task}. Readers still see the archive as it was before. {url}",
    "late": "Revue: the night is late, no run has ended well in time. Last night's pages are not in the archive. {url}",
}


class Alert(BaseNotifier):
    """Tells the desk what happened to a run, over every channel that has a connection.

    Args:
        event: What is said: a run `failed`, or the night is `late`.
    """

    template_fields = ()

    def __init__(self, event: Event) -> None:
        super().__init__()
        self.event = event

    def render_template_fields(self, context: Context, jinja_env: Any = None) -> None:
        """There is nothing to render: what a page or a form says must never be run as a template."""

    def notify(self, context: Context) -> None:
        message = message_of(self.event, context)
        outcomes = [_attempt(notifier, context) for notifier in channels(message)]
        if not outcomes:
            self.log.warning("No one is called: there is neither a connection %r nor %r", WEBHOOK, MAIL)
        errors = [outcome for outcome in outcomes if outcome is not None]
        if errors:
            raise ExceptionGroup("an alert did not get through", errors)


def message_of(event: Event, context: Mapping[str, Any]) -> dict[str, str]:
    """What a channel is sent: `text` for people (the field that chat webhooks read), the parts for programs."""
    run = context.get("dag_run")
    dag_id = str(getattr(run, "dag_id", "") or getattr(context.get("dag"), "dag_id", ""))
    run_id = str(getattr(run, "run_id", "") or context.get("run_id", ""))
    task_id = str(getattr(context.get("ti"), "task_id", "")) if event == "failed" else ""
    base = (conf.get("api", "base_url", fallback="") or "http://localhost:8080").rstrip("/")
    url = f"{base}/dags/{quote(dag_id, safe='')}/runs/{quote(run_id, safe='')}"
    text = _SENTENCES[event].format(run=run_id, dag=dag_id, url=url, task=f" (last task: {task_id})" if task_id else "")
    return {"text": text, "event": event, "dag": dag_id, "run": run_id, "task": task_id, "url": url}


def channels(message: Mapping[str, str]) -> list[BaseNotifier]:
    """The notifiers for which there is a connection."""
    notifiers: list[BaseNotifier] = []
    if _connection(WEBHOOK) is not None:
        from airflow.providers.http.notifications.http import HttpNotifier

        notifiers.append(HttpNotifier(http_conn_id=WEBHOOK, endpoint="", json=dict(message)))
    mail = _connection(MAIL)
    if mail is not None:
        from airflow.providers.smtp.notifications.smtp import SmtpNotifier

        notifiers.append(
            SmtpNotifier(
                smtp_conn_id=MAIL,
                to=_recipients(mail),
                subject=f"Revue: {message['dag']} {message['event']}",
                html_content=f"<p>{html.escape(message['text'])}</p>",
            )
        )
    return notifiers


def _recipients(connection: Connection) -> list[str]:
    to = connection.extra_dejson.get("to")
    recipients = [to] if isinstance(to, str) else list(to or [])
    if not recipients:
        raise ValueError(f"the Airflow connection {MAIL!r} does not say whom to write to: put `to` into its extra")
    return recipients


def _connection(name: str) -> Connection | None:
    try:
        return BaseHook.get_connection(name)
    except AirflowNotFoundException:
        return None


def _attempt(notifier: BaseNotifier, context: Context) -> Exception | None:
    try:
        notifier.notify(context)
    except Exception as error:  # noqa: BLE001 - the other channels still have to be tried
        return error
    return None
