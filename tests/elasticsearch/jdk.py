"""Find a JDK that Elasticsearch runs on, by asking each one that is installed."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

OLDEST = 21
"""Feature version that Elasticsearch 9 needs."""

_PLACES = (
    "/usr/lib/jvm/*",
    "/opt/*",
    "/opt/java/*",
    "/usr/local/*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
)


def _homes() -> Iterator[Path]:
    if "JAVA_HOME" in os.environ:
        yield Path(os.environ["JAVA_HOME"])
    on_path = shutil.which("javac")
    if on_path:
        yield Path(on_path).resolve().parents[1]
    for place in _PLACES:
        yield from sorted(Path("/").glob(place.lstrip("/")), reverse=True)
    yield from sorted((Path.home() / ".sdkman/candidates/java").glob("*"), reverse=True)


def version(home: Path) -> int | None:
    """The feature version of the JDK in a folder; none where there is no working `javac`."""
    compiler = home / "bin" / "javac"
    if not compiler.is_file():
        return None
    try:
        answer = subprocess.run([compiler, "-version"], capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"javac (\d+)", answer.stdout + answer.stderr)
    return int(found[1]) if found else None


@functools.cache
def find() -> Path | None:
    """The home of the first JDK that is new enough."""
    return next((home for home in _homes() if (version(home) or 0) >= OLDEST), None)
