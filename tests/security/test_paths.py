"""No name that comes from outside leads out of the store."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.pipeline.layout import Layout, run_name
from etl.store import Store

_PARTS = st.sampled_from(
    ["..", ".", "", "raw", "locks", "~", "a", "C:", "\\", "..\\", "%2e%2e", "\x00", "\n", "ﾠ", "etc", "．．"]
)
names = st.one_of(
    st.lists(st.one_of(_PARTS, st.text(max_size=8)), max_size=6).map("/".join),
    st.text(max_size=40),
    st.sampled_from(["/etc/passwd", "../../x", "file:///etc/passwd", "s3://b/x", "//host/x", "a/" * 600]),
)


@settings(max_examples=300, deadline=None)
@given(names)
def test_a_name_is_refused_or_stays_inside(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.getbasetemp() / "names"
    store = Store(str(folder / "store"))
    with contextlib.suppress(ValueError, OSError):
        store.write_bytes(name, b"x")
        assert store.read_bytes(name) == b"x"
        store.delete(name)
    with contextlib.suppress(ValueError, OSError):
        assert not store.delete_raw(name)
    assert not folder.exists() or {path.name for path in folder.iterdir()} <= {"store"}


@settings(max_examples=200, deadline=None)
@given(names)
def test_the_files_of_a_run_lie_in_its_folder(name: str) -> None:
    layout = Layout(run_name(name))
    for one in (layout.plan, layout.report_html, layout.manifests):
        assert ".." not in one.split("/")
        assert len(one.split("/")) in {2, 3}
        assert not set(one) & set("\\\n\r\x00:~")


def test_a_link_in_the_store_leads_nobody_out(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "runs").symlink_to(outside)
    store = Store(str(tmp_path / "store"))
    for call in (
        lambda: store.write_bytes("runs/x", b""),
        lambda: store.read_bytes("runs/x"),
        lambda: store.list("runs/"),
    ):
        with pytest.raises(ValueError, match="leads out"):
            call()
    assert list(outside.iterdir()) == []
