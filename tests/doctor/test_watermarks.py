"""Elasticsearch's disk settings as free bytes."""

from __future__ import annotations

import pytest

from etl.load.elastic.watermarks import free_bytes, read

TOTAL = 1000 * 2**30


@pytest.mark.parametrize(
    ("mark", "gigabytes"), [("85%", 150), ("0.85", 150), (".85", 150), ("40gb", 40), ("40g", 40), ("0.5tb", 512)]
)
def test_a_mark_as_share_or_as_bytes(mark: str, gigabytes: int) -> None:
    assert free_bytes({"watermark.low": mark}, TOTAL) == {"low": gigabytes * 2**30}


def test_headroom_bounds_a_share() -> None:
    settings = {"watermark.high": "90%", "watermark.high.max_headroom": "50GB"}
    assert free_bytes(settings, TOTAL) == {"high": 50 * 2**30}
    assert free_bytes({**settings, "watermark.high.max_headroom": "-1"}, TOTAL) == {"high": 100 * 2**30}


def test_a_cluster_that_does_not_watch_has_no_marks() -> None:
    assert free_bytes({"threshold_enabled": "false", "watermark.low": "85%"}, TOTAL) == {}


def test_transient_settings_come_before_persistent_ones_and_those_before_defaults() -> None:
    def layer(low: str) -> dict[str, object]:
        return {"cluster": {"routing": {"allocation": {"disk": {"watermark": {"low": low}}}}}}

    flat = {"cluster.routing.allocation.disk.watermark.low": "70%"}
    assert read({"defaults": layer("85%")}) == {"watermark.low": "85%"}
    assert read({"defaults": layer("85%"), "persistent": flat}) == {"watermark.low": "70%"}
    assert read({"defaults": layer("85%"), "persistent": flat, "transient": layer("60%")}) == {"watermark.low": "60%"}
