"""Are there known vulnerabilities in what uv.lock pins?

    python scripts/audit_dependencies.py [--record]

Asks pip-audit, which asks PyPI's advisory data. Exit status 0: none known, or the data cannot be reached and the record
of docs/audit.json covers all that is locked; 1: some, listed; 2: neither data nor a record that covers it.

`--record` writes that record, dated. Where the data answers it is the clean answer; where it does not, the record says
so (`advisories` is false) and holds what the registry alone can tell: which versions are locked, and which of them are
not the newest that the project's bounds allow. What stands on such a record says that no advisory was read.
"""

from __future__ import annotations

import datetime
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "uv.lock"
RECORD = ROOT / "docs" / "audit.json"


# What `uv lock --upgrade --dry-run` says of a package that has a newer release.
_NEWER = re.compile(r"^Update (\S+) .*-> v(\S+)$", re.MULTILINE)


# Seconds after which the advisory data counts as out of reach.
_PATIENCE = 180


class Audit(NamedTuple):
    """What pip-audit found: the versions that it knows, those that it does not, and what is wrong with the first."""

    audited: dict[str, str]
    unknown: list[str]
    vulnerable: list[str]


def locked(lock: str) -> dict[str, str]:
    """Name and version of every package that uv.lock takes from a registry."""
    packages = tomllib.loads(lock)["package"]
    return {each["name"]: each["version"] for each in packages if "registry" in each["source"]}


def read(answer: str) -> Audit:
    """The meaning of pip-audit's JSON."""
    found = Audit({}, [], [])
    for each in json.loads(answer)["dependencies"]:
        if "skip_reason" in each:
            found.unknown.append(each["name"])
            continue
        found.audited[each["name"]] = each["version"]
        for one in each["vulns"]:
            mended = ", ".join(one.get("fix_versions", [])) or "no version yet"
            found.vulnerable.append(f"{each['name']} {each['version']}: {one['id']}, mended in {mended}")
    return found


def ask(packages: dict[str, str]) -> Audit | None:
    """Run pip-audit; none where it cannot reach its data."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.writelines(f"{name}=={version}\n" for name, version in packages.items())
        file.flush()
        options = [
            "--no-deps",
            "--disable-pip",
            "--progress-spinner=off",
            "--format=json",
            f"--requirement={file.name}",
        ]
        command = [sys.executable, "-m", "pip_audit", *options]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            return None
    if not done.stdout.strip():
        return None
    found = read(done.stdout)
    return found if found.audited else None


def verdict(packages: dict[str, str], found: Audit | None, record: dict[str, Any] | None) -> tuple[int, str]:
    """Exit status and what to say."""
    if found is not None and found.vulnerable:
        return 1, "\n".join(found.vulnerable)
    if found is not None and not found.unknown:
        return 0, f"{len(found.audited)} packages, no known vulnerability"
    left = {name: version for name, version in packages.items() if found is None or name in found.unknown}
    if record is None:
        return 2, f"{len(left)} packages could not be audited, and there is no record in docs/audit.json"
    missing = [name for name, version in left.items() if record["audited"].get(name) != version]
    if missing:
        return 2, f"could not be audited, and not in the record of {record['date']}: {', '.join(sorted(missing))}"
    behind = {name: newest for name, newest in record["behind"].items() if name in left}
    known = "had no known vulnerability" if record["advisories"] else "no advisory was read for it"
    fresh = "all the newest releases then" if not behind else f"{len(behind)} of them not the newest then"
    return 0, (
        f"the advisory data cannot be reached; the record of {record['date']} covers all {len(left)} packages "
        f"({known}; {fresh})"
    )


def behind() -> dict[str, str]:
    """The newest release of each locked package that is not the newest which the project's bounds allow."""
    command = [sys.executable, "-m", "uv", "lock", "--upgrade", "--dry-run", "--no-progress", "--color=never"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return dict(_NEWER.findall(done.stdout + done.stderr))


def recorded(packages: dict[str, str], found: Audit | None, newest: dict[str, str], today: str) -> dict[str, Any]:
    """The record: of the advisories where all packages were found in them, else of the locked versions alone."""
    complete = found is not None and not found.unknown
    return {"date": today, "advisories": complete, "behind": newest, "audited": dict(sorted(packages.items()))}


def main(arguments: list[str]) -> int:
    packages = locked(LOCK.read_text(encoding="utf-8"))
    found = ask(packages)
    if "--record" in arguments and not (found and found.vulnerable):
        today = datetime.datetime.now(datetime.UTC).date().isoformat()
        RECORD.write_text(json.dumps(recorded(packages, found, behind(), today), indent=1) + "\n", encoding="utf-8")
    record = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else None
    status, said = verdict(packages, found, record)
    print(said)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
