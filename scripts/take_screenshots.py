"""The pictures of docs/operations.md, taken anew from an Airflow that `make airflow` started: docs/images/*.png.

Logs in, runs a night and a reindex with approval, and takes each page as an operator sees it. Needs Debian's chromium
and an archive of a few articles; what it starts stays in that Airflow's history.
"""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

REPOSITORY = Path(__file__).resolve().parents[1]
IMAGES = REPOSITORY / "docs" / "images"
BASE = f"http://127.0.0.1:{os.environ.get('REVUE_AIRFLOW_PORT') or '8080'}"
CHROMIUM = "/usr/bin/chromium"
SIZE = {"width": 1280, "height": 800}
PATIENCE = 900  # seconds a run may take


class Api:
    """As much of Airflow's REST API as is needed."""

    def __init__(self, user: str, password: str) -> None:
        self._token = ""
        self._token = self.call("/auth/token", {"username": user, "password": password})["access_token"]

    def call(self, path: str, body: dict[str, Any] | None = None, method: str | None = None) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"}
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"{BASE}{path}", data=data, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def trigger(self, dag: str, **conf: Any) -> str:
        body = {"logical_date": None, "conf": conf}
        return str(self.call(f"/api/v2/dags/{dag}/dagRuns", body)["dag_run_id"])

    def wait(self, dag: str, run: str, *, for_question: str | None = None) -> str:
        """Until the run has ended, or until it asks in that task."""
        deadline = time.monotonic() + PATIENCE
        at = f"/api/v2/dags/{dag}/dagRuns/{quote(run, safe='')}"
        while time.monotonic() < deadline:
            state = str(self.call(at)["state"])
            if state in {"success", "failed"}:
                return state
            if for_question and self.call(f"{at}/taskInstances/{for_question}")["state"] == "awaiting_input":
                return "asks"
            time.sleep(2)
        raise TimeoutError(f"the run {run} of {dag} did not end within {PATIENCE} s")


def main() -> int:
    keys = json.loads((REPOSITORY / "var" / "airflow" / "keys.json").read_text())
    api = Api("admin", keys["password"])
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--disable-gpu", "--no-sandbox"])
        page = browser.new_page(viewport={"width": SIZE["width"], "height": SIZE["height"]})
        log_in(page, keys["password"])
        take_all(page, api)
        browser.close()
    return 0


def log_in(page: Page, password: str) -> None:
    page.goto(f"{BASE}/auth/login")
    page.get_by_label("Username").or_(page.locator("input[name=username]")).first.fill("admin")
    page.locator("input[type=password]").first.fill(password)
    page.locator("button[type=submit]").first.click()
    page.wait_for_url(f"{BASE}/**", timeout=60_000)


def take_all(page: Page, api: Api) -> None:
    night = api.trigger("nightly_ingest", batch_size=2)
    print("nightly_ingest:", api.wait("nightly_ingest", night))
    shot(page, f"/dags/nightly_ingest/runs/{quote(night, safe='')}", "night.png")
    report(page, "nightly_ingest", night, "night-report.png")

    page.goto(f"{BASE}/dags/reindex")
    page.get_by_role("button", name="Trigger").first.click()
    page.wait_for_timeout(5000)
    save(page, "reindex-form.png")

    asking = api.trigger("reindex", dry_run=False, approval=True)
    print("reindex:", api.wait("reindex", asking, for_question="approve"))
    shot(page, f"/dags/reindex/runs/{quote(asking, safe='')}/tasks/approve/required_actions", "approval.png")
    report(page, "reindex", asking, "reindex-report.png")
    at = f"/api/v2/dags/reindex/dagRuns/{quote(asking, safe='')}/taskInstances/approve/-1/hitlDetails"
    api.call(at, {"chosen_options": ["Approve"], "params_input": {}}, method="PATCH")
    print("reindex:", api.wait("reindex", asking))
    shot(page, f"/dags/reindex/runs/{quote(asking, safe='')}", "reindex.png")

    # The form lists versions that the DAG processor read after the swap.
    time.sleep(40)
    page.goto(f"{BASE}/dags/rollback")
    page.get_by_role("button", name="Trigger").first.click()
    page.wait_for_timeout(5000)
    save(page, "rollback-form.png")


def report(page: Page, dag: str, run: str, name: str) -> None:
    """The tab *Report* of a run."""
    page.goto(f"{BASE}/dags/{dag}/runs/{quote(run, safe='')}")
    page.get_by_role("link", name="Report", exact=True).first.click()
    page.frame_locator("iframe[title=Report]").locator("h1").first.wait_for(timeout=60_000)
    save(page, name)


def shot(page: Page, path: str, name: str) -> None:
    page.goto(f"{BASE}{path}")
    page.wait_for_timeout(6000)
    save(page, name)


def save(page: Page, name: str) -> None:
    page.screenshot(path=IMAGES / name)
    print(f"docs/images/{name}")


if __name__ == "__main__":
    sys.exit(main())
