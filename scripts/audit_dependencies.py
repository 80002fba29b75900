"""Are there known vulnerabilities in what uv.lock pins?

    python scripts/audit_dependencies.py [--record]

Asks pip-audit, which asks PyPI's advisory data. Exit status 0: none; 1: some, listed; 2: the data cannot be reached,
and no record covers what is locked. With `--record` a clean answer is kept in docs/audit.json with its date, and serves
where the data cannot be reached.
"""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "uv.lock"
RECORD = ROOT / "docs" / "audit.json"


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
        done = subprocess.run(
            [sys.executable, "-m", "pip_audit", *options], capture_output=True, text=True, check=False
        )
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
    return 0, f"the data cannot be reached; the record of {record['date']} covers all {len(left)} packages"


def main(arguments: list[str]) -> int:
    packages = locked(LOCK.read_text(encoding="utf-8"))
    found = ask(packages)
    record = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else None
    status, said = verdict(packages, found, record)
    print(said)
    if "--record" in arguments and found is not None and not found.vulnerable:
        today = datetime.datetime.now(datetime.UTC).date().isoformat()
        kept = {"date": today, "audited": dict(sorted(found.audited.items()))}
        RECORD.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
