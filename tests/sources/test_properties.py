"""Whatever lies in an inbox: a page or a reject, never an exception, and the same each time."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.article import Page, Reject
from etl.settings import SourceSettings
from etl.sources import SUFFIXES, discover
from etl.sources.refusals import Reason
from tests.sources.inbox import page
from tests.sources.warcs import http, record

SETTINGS = SourceSettings(max_bytes=4096)
SEEDS = [
    page().encode(),
    record(http(page().encode())),
    b'{"id": "a", "text": "Un.", "url": "https://a.example/x", "fetched_at": "2026-01-01"}\n' * 3,
    b'<rss version="2.0"><channel><item><guid>1</guid><title>a</title><description>b</description></item></channel></rss>',
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A sound file with some bytes cut out and others put in."""
    content = draw(st.sampled_from(SEEDS)) * draw(st.integers(1, 3))
    for _ in range(draw(st.integers(0, 3))):
        at, length = draw(st.integers(0, len(content))), draw(st.integers(0, 60))
        content = content[:at] + draw(st.binary(max_size=8)) + content[at + length :]
    return content


def check(found: list[Page | Reject]) -> None:
    for one in found:
        msgspec.json.encode(one if isinstance(one, Reject) else one.ref)
        if isinstance(one, Reject):
            assert one.reason in set(Reason)
            assert one.error
            assert len(one.error.splitlines()) == 1
        else:
            assert 0 < one.ref.size == len(one.content) <= SETTINGS.max_bytes
    paths = [one.ref.path if isinstance(one, Page) else one.path for one in found]
    assert len(set(paths)) == len(paths)
    keys = [one.ref.key for one in found if isinstance(one, Page)]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("suffix", sorted(s for s in SUFFIXES if not s.endswith(".gz")))
@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=300) | damaged(), pack=st.sampled_from(["", "whole", "cut"]))
def test_any_bytes_give_pages_or_rejects(suffix: str, content: bytes, pack: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{suffix}{'.gz' if pack else ''}"
        path.write_bytes(gzip.compress(content)[: -4 if pack == "cut" else None] if pack else content)
        first, again = (list(discover([folder], SETTINGS)) for _ in range(2))
        assert first == again
        check(first)
        if suffix not in {".warc", ".warc.gz"}:
            assert first, "neither a page nor a reject"


@settings(max_examples=40, deadline=None)
@given(names=st.sets(st.text("ab.é \\\n#1", min_size=1, max_size=6).filter(lambda n: n not in {".", ".."}), max_size=6))
def test_order_and_keys_depend_on_the_names_alone(names: set[str]) -> None:
    found: list[list[tuple[str, str]]] = []
    for order in (sorted(names), sorted(names, reverse=True)):
        with tempfile.TemporaryDirectory() as folder:
            inbox = Path(folder) / "inbox"
            inbox.mkdir()
            for name in order:
                (inbox / f"{name}.html").write_text(page(name))
            pages = [f for f in discover([str(inbox)], SETTINGS) if isinstance(f, Page)]
            found.append([(p.ref.path.removeprefix(folder), p.ref.key) for p in pages])
    assert found[0] == found[1]
    assert len(set(found[0])) == len([n for n in names if not n.startswith(".")])


@given(
    given_names=st.lists(
        st.text(max_size=20) | st.sampled_from(["s3://", "::", "file://", "memory:///", "a://b@c"]), max_size=3
    )
)
@settings(max_examples=100, deadline=None)
def test_any_input_is_met_with_a_reject(given_names: list[str]) -> None:
    odd = [f"/no/such/{name}" if "://" not in name else f"{name}/no" for name in given_names]
    odd = [name for name in odd if not name.startswith("s3://")]
    assert all(isinstance(found, Reject) for found in discover(odd, SETTINGS))
