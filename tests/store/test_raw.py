"""Raw pages: kept once, never changed, checked when they are read."""

from __future__ import annotations

import gzip
import hashlib
import pickle
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.store import Damaged, Missing, Store


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return Store(str(tmp_path / "store") if request.param == "folder" else f"memory://revue/{uuid4()}")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(content=st.binary(max_size=2000))
def test_what_is_put_is_got_back_under_its_digest(store: Store, content: bytes) -> None:
    digest = store.put_raw(content)
    assert digest == hashlib.sha256(content).hexdigest()
    assert store.has_raw(digest)
    assert store.get_raw(digest) == content
    assert store.put_raw(content) == digest


def test_a_page_is_written_once_and_packed_the_same_everywhere(tmp_path: Path) -> None:
    content = "Le même texte. ".encode() * 100
    for name in ("a", "b"):
        Store(str(tmp_path / name)).put_raw(content)
    (first,), (second,) = (list((tmp_path / name).rglob("*.gz")) for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()
    assert first.relative_to(tmp_path / "a") == second.relative_to(tmp_path / "b")
    assert len(first.read_bytes()) < len(content) / 5
    before = first.stat().st_mtime_ns
    Store(str(tmp_path / "a")).put_raw(content)
    assert first.stat().st_mtime_ns == before


def test_a_missing_page_is_named(store: Store) -> None:
    digest = hashlib.sha256(b"x").hexdigest()
    assert not store.has_raw(digest)
    with pytest.raises(Missing, match=digest):
        store.get_raw(digest)


def test_a_page_can_be_taken_down(store: Store) -> None:
    digest = store.put_raw(b"Retirer cette page.")
    assert store.delete_raw(digest)
    assert not store.delete_raw(digest)
    assert not store.has_raw(digest)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 65, "a" * 63 + "\n", "/" * 64])
def test_only_a_digest_names_a_page(store: Store, digest: str) -> None:
    for ask in (store.get_raw, store.has_raw, store.delete_raw):
        with pytest.raises(ValueError, match="digest"):
            ask(digest)


@pytest.mark.parametrize(
    "damage",
    [
        lambda packed: packed[:-5],
        lambda _: b"",
        lambda _: b"not gzip at all",
        lambda packed: packed[:20] + bytes([packed[20] ^ 1]) + packed[21:],
        lambda _: gzip.compress(b"Une autre page."),
    ],
    ids=["cut", "empty", "not gzip", "one bit", "another page"],
)
def test_a_damaged_page_is_told_and_mended_by_putting_it_again(tmp_path: Path, damage: object) -> None:
    store = Store(str(tmp_path))
    content = b"Une page telle qu'elle est venue." * 5
    digest = store.put_raw(content)
    (file,) = tmp_path.rglob("*.gz")
    file.write_bytes(damage(file.read_bytes()))  # type: ignore[operator]
    with pytest.raises(Damaged, match=digest):
        store.get_raw(digest)
    store.delete_raw(digest)
    store.put_raw(content)
    assert store.get_raw(digest) == content


def test_a_write_that_the_disk_cut_short_is_made_again(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    digest = store.put_raw(b"Une page.")
    (file,) = tmp_path.rglob("*.gz")
    file.write_bytes(b"")
    store.put_raw(b"Une page.")
    assert store.get_raw(digest) == b"Une page."


def test_a_store_can_be_handed_to_another_process(store: Store) -> None:
    digest = store.put_raw(b"Une page.")
    assert pickle.loads(pickle.dumps(store)).get_raw(digest) == b"Une page."
