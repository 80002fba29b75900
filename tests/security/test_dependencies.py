"""What is installed is what was locked, and an audit that could not be made never passes for one that was."""

from __future__ import annotations

import json
import tomllib

from scripts.audit_dependencies import LOCK, RECORD, Audit, locked, read, recorded, verdict

PINNED = {"jinja2": "3.1.6", "lxml": "6.0.2"}


def test_every_artefact_is_locked_with_its_hash() -> None:
    packages = tomllib.loads(LOCK.read_text(encoding="utf-8"))["package"]
    artefacts = [
        artefact for each in packages for artefact in (*each.get("wheels", []), *filter(None, [each.get("sdist")]))
    ]
    assert len(artefacts) > 1_000
    assert not [artefact for artefact in artefacts if not artefact.get("hash", "").startswith("sha256:")]


def test_the_lock_is_read_without_the_project_itself() -> None:
    found = locked(LOCK.read_text(encoding="utf-8"))
    assert "elasticsearch" in found
    assert "revue" not in found


def answer(*, vulnerable: bool = False, unknown: bool = False) -> str:
    known = [{"id": "PYSEC-0", "fix_versions": ["3.1.7"], "aliases": [], "description": ""}]
    jinja = {"name": "jinja2", "version": "3.1.6", "vulns": known if vulnerable else []}
    lxml = (
        {"name": "lxml", "skip_reason": "not found"} if unknown else {"name": "lxml", "version": "6.0.2", "vulns": []}
    )
    return json.dumps({"dependencies": [jinja, lxml], "fixes": []})


def test_a_clean_answer() -> None:
    assert verdict(PINNED, read(answer()), None) == (0, "2 packages, no known vulnerability")


def test_a_vulnerability_is_named_with_what_mends_it() -> None:
    assert verdict(PINNED, read(answer(vulnerable=True)), None) == (1, "jinja2 3.1.6: PYSEC-0, mended in 3.1.7")


def test_what_could_not_be_audited_is_no_pass_without_a_record_of_the_same_versions() -> None:
    record = recorded(PINNED, read(answer()), {}, "2026-11-01")
    for found in (None, read(answer(unknown=True)), Audit({}, ["jinja2", "lxml"], [])):
        assert verdict(PINNED, found, None)[0] == 2
        assert verdict(PINNED, found, record)[0] == 0
        assert verdict({**PINNED, "lxml": "6.0.3"}, found, record)[0] == 2


def test_a_record_without_the_advisories_says_so_wherever_it_stands_in() -> None:
    for found in (None, read(answer(unknown=True))):
        record = recorded(PINNED, found, {"lxml": "6.0.3"}, "2026-11-01")
        status, said = verdict(PINNED, found, record)
        assert status == 0
        assert "no advisory was read" in said
        assert "2026-11-01" in said
    assert "no advisory" not in verdict(PINNED, None, recorded(PINNED, read(answer()), {}, "2026-11-01"))[1]


def test_the_record_covers_what_is_locked() -> None:
    """After a change of uv.lock: `python scripts/audit_dependencies.py --record`."""
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    assert record["audited"] == locked(LOCK.read_text(encoding="utf-8"))
