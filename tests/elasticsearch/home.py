"""The node's home folder, built once from the jars that Elastic publishes and from the Java sources beside this file."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.elasticsearch import jdk

HERE = Path(__file__).parent
VERSION = "9.2.2"
_NETTY = ("netty-", "transport-netty4-")
_MODULES = {
    "transport-netty4": ("org.elasticsearch.transport.netty4.Netty4Plugin", None),
    "analysis-common": ("revue.node.FrenchAnalysisPlugin", "analysis"),
    "rest-root": ("revue.node.RootPlugin", "rest"),
}
_DESCRIPTOR = """\
name={name}
description={name}
version={version}
elasticsearch.version={version}
java.version=21
classname={classname}
extended.plugins=
has.native.controller=false
licensed=false
"""


class CannotBuild(Exception):
    """Why there is no home folder."""


def cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "revue-elasticsearch"


def home() -> Path:
    """The home folder, built where it is not there yet (some 30 seconds, once).

    Raises:
        CannotBuild: No JDK, no Maven, or no way to the jars.
    """
    java = jdk.find()
    if java is None:
        raise CannotBuild(f"no JDK {jdk.OLDEST} or newer is installed")
    sources = sorted([*HERE.glob("java/*/*.java"), HERE / "pom.xml", HERE / "log4j2.properties", HERE / "home.py"])
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    built = cache() / digest
    cache().mkdir(parents=True, exist_ok=True)
    with (cache() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not built.is_dir():
            with tempfile.TemporaryDirectory(dir=cache()) as temporary:
                building = Path(temporary) / "home"
                _build(building, java)
                building.rename(built)
    return built


def _build(building: Path, java: Path) -> None:
    jars = _jars()
    (building / "config").mkdir(parents=True)
    (building / "lib").mkdir()
    shutil.copy(HERE / "log4j2.properties", building / "config")
    for name, (classname, sources) in _MODULES.items():
        module = building / "modules" / name
        module.mkdir(parents=True)
        descriptor = _DESCRIPTOR.format(name=name, version=VERSION, classname=classname)
        (module / "plugin-descriptor.properties").write_text(descriptor, encoding="utf-8")
        if sources:
            _compile(java, jars, sources, module / f"{name}.jar")
    for jar in jars.glob("*.jar"):
        where = "modules/transport-netty4" if jar.name.startswith(_NETTY) else "lib"
        shutil.copy(jar, building / where)
    _compile(java, jars, "launcher", building / "lib" / "launcher.jar")


def _jars() -> Path:
    """The published jars; fetched once for each version of the pom."""
    maven = shutil.which("mvn")
    pom = HERE / "pom.xml"
    jars = cache() / f"jars-{hashlib.sha256(pom.read_bytes()).hexdigest()[:16]}"
    if jars.is_dir():
        return jars
    if maven is None:
        raise CannotBuild("Maven is not installed")
    with tempfile.TemporaryDirectory(dir=cache()) as temporary:
        shutil.copy(pom, temporary)
        _run(
            [maven, "-q", "-B", "-f", f"{temporary}/pom.xml", "dependency:copy-dependencies", "-DoutputDirectory=jars"]
        )
        (Path(temporary) / "jars").rename(jars)
    return jars


def _compile(java: Path, jars: Path, sources: str, out: Path) -> None:
    with tempfile.TemporaryDirectory(dir=cache()) as classes:
        files = [str(path) for path in (HERE / "java" / sources).glob("*.java")]
        classpath = os.pathsep.join(str(jar) for jar in jars.glob("*.jar"))
        _run([str(java / "bin" / "javac"), "--release", "21", "-cp", classpath, "-d", classes, *files])
        _run([str(java / "bin" / "jar"), "--create", "--file", str(out), "-C", classes, "."])


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stdout + done.stderr).strip().splitlines()[-3:]
        raise CannotBuild(f"{Path(command[0]).name} failed: {' '.join(last)}")
