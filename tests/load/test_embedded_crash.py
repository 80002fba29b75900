"""A sudden end at any point, then the same again: the same archive as undisturbed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from etl.archive import ArticleIndex, IndexUnavailable, Query
from etl.article import Article
from etl.load import connect
from etl.settings import IndexSettings, Settings

ARTICLES = [
    Article(
        id=f"n{number:04}", title=f"Séance {number}", text=f"Le conseil {number} a délibéré.", keys=[f"k{number % 7}"]
    )
    for number in range(400)
]
LOAD = """
import sys
from tests.load.test_embedded_crash import ARTICLES, opened
from pathlib import Path
index = opened(Path(sys.argv[1]))
index.ensure()
print("ready", flush=True)
for round in range(40):
    index.write(ARTICLES[:10 * (round + 1)])
    index.delete([ARTICLES[round].id])
    index.refresh()
    version = index.create_version()
    index.write(ARTICLES, into=version)
    index.finish_version(version)
    old = [one.name for one in index.versions() if one.live]
    index.point(version)
    for name in old:
        index.drop_version(name)
"""


def opened(folder: Path, timeout: float = 30.0) -> ArticleIndex:
    return connect(Settings(index=f"embedded:{folder}", engine=IndexSettings(chunk_documents=50, timeout=timeout)))


@pytest.mark.parametrize("seed", range(6))
def test_after_a_kill_the_same_load_gives_the_same_archive(tmp_path: Path, seed: int) -> None:
    with subprocess.Popen([sys.executable, "-c", LOAD, str(tmp_path / "index")], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        time.sleep(random.Random(seed).uniform(0.0, 1.2))
        child.send_signal(signal.SIGKILL)
    index = opened(tmp_path / "index")
    index.ensure()
    assert [one.live for one in index.versions()].count(True) == 1
    index.search(Query(text="conseil"))
    index.write(ARTICLES)
    index.refresh()
    assert list(index.scan()) == ARTICLES
    found = index.search(Query(text="délibéré", size=500))
    assert sorted(hit.article.id for hit in found.hits) == [article.id for article in ARTICLES]
    assert found.total == len(ARTICLES)
    index.close()


def test_what_was_written_but_not_made_searchable_is_caught_up_by_the_next_search(tmp_path: Path) -> None:
    first = opened(tmp_path)
    first.ensure()
    first.write(ARTICLES[:20])
    first.close()
    reader = opened(tmp_path)
    assert reader.search(Query(text="conseil")).total == 20


def test_a_full_text_index_that_is_lost_is_built_again(tmp_path: Path) -> None:
    import shutil

    first = opened(tmp_path)
    first.ensure()
    first.write(ARTICLES[:20])
    first.refresh()
    first.close()
    shutil.rmtree(tmp_path / "articles-000001" / "tantivy")
    assert opened(tmp_path).search(Query(text="conseil")).total == 20


def test_a_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    import fcntl

    index = opened(tmp_path, timeout=0.1)
    index.ensure()
    with (tmp_path / "writer.lock").open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.truncate(0)
        held.write("4711")
        held.flush()
        with pytest.raises(IndexUnavailable, match=r"another process \(pid 4711\) is writing"):
            index.write(ARTICLES[:1])
        assert index.search(Query(text="conseil")).total == 0
    assert index.write(ARTICLES[:1]).indexed == 1


def test_readers_in_other_processes_see_every_swap_and_never_an_error(tmp_path: Path) -> None:
    index = opened(tmp_path)
    index.ensure()
    index.write(ARTICLES)
    index.refresh()
    reading = f"""
import sys, time
from pathlib import Path
from tests.load.test_embedded_crash import opened, Query
index = opened(Path({str(tmp_path)!r}))
end = time.monotonic() + 2
least = min(index.search(Query(text="conseil")).total for _ in iter(lambda: time.monotonic() < end, False))
print(least)
"""
    readers = [subprocess.Popen([sys.executable, "-c", reading], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    while any(reader.poll() is None for reader in readers):
        version = index.create_version()
        index.write(ARTICLES, into=version)
        index.finish_version(version)
        (old,) = [one.name for one in index.versions() if one.live]
        index.point(version, expected=old)
        time.sleep(0.1)
        index.drop_version(old)
    assert [reader.communicate()[0].strip() for reader in readers] == [str(len(ARTICLES))] * 2


def test_a_process_that_forks_opens_its_own_connection(tmp_path: Path) -> None:
    index = opened(tmp_path)
    index.ensure()
    index.write(ARTICLES[:5])
    child = os.fork()
    if child == 0:
        os._exit(0 if index.write(ARTICLES[:6]).indexed == 1 and index.count() == 6 else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert index.count() == 6
