"""The command as a person meets it."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Revue
from tests.press import STRIKE, fill_inbox


def test_help_names_every_verb_and_the_exit_status(revue: Revue) -> None:
    ran = revue("--help")
    assert ran.status == 0
    for verb in ("ingest", "clean", "dedupe", "enrich", "load", "search", "explain", "status", "rejects"):
        assert verb in ran.out
    assert "2 some input was rejected" in " ".join(ran.out.split())


def test_a_usage_error_is_a_failure_not_a_rejected_input(revue: Revue) -> None:
    missing = revue("clean")
    assert (missing.status, "Missing argument" in missing.err, "defect" in missing.err) == (1, True, False)
    unknown = revue("verlan")
    assert (unknown.status, "No such command" in unknown.err) == (1, True)


def test_a_question_that_is_not_answered_changes_nothing(
    revue: Revue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    revue("ingest", fill_inbox(tmp_path / "inbox", (STRIKE,)))
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    ran = revue("reindex", "--from", "documents")
    assert ran.status == 1
    assert "defect" not in ran.err
    assert "articles-000001" in revue("versions").out


def test_help_is_quick_because_heavy_imports_wait() -> None:
    code = (
        "import sys, etl.cli; print([m for m in ('spacy', 'elasticsearch', 'tantivy', 'airflow') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"


def test_ingest_search_status_rejects(revue: Revue, tmp_path: Path) -> None:
    inbox = fill_inbox(tmp_path / "inbox")
    (inbox / "vide.html").write_bytes(b"")
    ran = revue("ingest", inbox)
    assert ran.status == 2
    assert STRIKE.title in ran.out
    assert "revue search" in ran.out
    assert "report.html" in ran.out
    status = revue("status")
    assert (status.status, "3, 0 of them copies" in status.out) == (0, True)
    rejects = revue("rejects")
    assert "vide.html" in rejects.out
    assert "empty" in rejects.out
    found = revue("search", "greve", "des", "tramways")
    assert STRIKE.title in found.out
    assert revue("search", "ornithorynque").out.startswith("Nothing found")


def test_nothing_to_read_is_said(revue: Revue) -> None:
    ran = revue("ingest")
    assert ran.status == 1
    assert "REVUE_INBOX" in ran.err


def test_a_secret_in_the_environment_is_never_printed(revue: Revue, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("REVUE_ENGINE__API_KEY", "c2VjcmV0LXNlY3JldA==")
    monkeypatch.setenv("REVUE_ENGINE__TIMEOUT", "jamais")
    ran = revue("status")
    assert ran.status == 1
    assert "engine.timeout" in ran.err
    assert "c2VjcmV0" not in ran.err + ran.out


def test_explain_shows_rule_and_reason(revue: Revue, tmp_path: Path) -> None:
    inbox = fill_inbox(tmp_path / "inbox", (STRIKE,))
    page = inbox / f"{STRIKE.slug}.html"
    ran = revue("explain", page)
    assert ran.status == 0
    assert "Lire aussi" in ran.out
    assert STRIKE.paragraphs[0][:40] in ran.out
    assert revue("explain", page, "--html", "page.html").status == 0
    assert "Lire aussi" in (tmp_path / "page.html").read_text(encoding="utf-8")
