from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from etl.kibana.client import Kibana, KibanaRefused, KibanaRejected, KibanaUnavailable
from etl.kibana.install import install
from etl.kibana.objects import shipped
from etl.settings import KibanaSettings
from tests.kibana.stand_in import StandIn, running


@pytest.fixture
def kibana() -> Iterator[StandIn]:
    with running(StandIn()) as standing:
        yield standing


def settings_for(standing: StandIn, **more: object) -> KibanaSettings:
    return KibanaSettings.model_validate({"url": standing.url, "wait": 0.2, "timeout": 5, **more})


def no_pause(_: float) -> None:
    pass


def test_everything_goes_in(kibana: StandIn) -> None:
    done = install(settings_for(kibana))
    assert done.objects == len(shipped()) == len(kibana.stored)
    assert done.version == "9.2.4"
    assert ("default", "dashboard", "revue-last-night") in kibana.stored


def test_the_same_again_replaces_and_adds_nothing(kibana: StandIn) -> None:
    first = install(settings_for(kibana))
    before = dict(kibana.stored)
    assert install(settings_for(kibana)) == first
    assert kibana.stored == before
    assert kibana.imports == 2


def test_a_space_and_an_alias_of_ones_own(kibana: StandIn) -> None:
    install(settings_for(kibana, space="desk"), alias="presse")
    assert {space for space, _, _ in kibana.stored} == {"desk"}
    assert kibana.stored["desk", "index-pattern", "revue-articles"]["attributes"]["title"] == "presse"
    longest = kibana.stored["desk", "visualization", "revue-longest-stories"]["attributes"]["visState"]
    assert "presse" in longest
    assert '"index":"articles"' not in longest.replace("\\", "")


def test_a_kibana_that_is_starting_is_waited_for() -> None:
    with running(StandIn(not_ready=9)) as standing:
        pauses: list[float] = []
        done = install(settings_for(standing, wait=60), sleep=pauses.append)
        assert done.objects == len(standing.stored)
        assert pauses


def test_a_kibana_that_never_comes_up_is_said_to_be_down() -> None:
    with running(StandIn(not_ready=10_000)) as standing, pytest.raises(KibanaUnavailable, match="not up after 0 s"):
        install(settings_for(standing, wait=0), sleep=no_pause)


def test_nobody_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(KibanaUnavailable, match="does not answer"):
        Kibana(KibanaSettings(url=url, wait=0), sleep=no_pause).wait()


def test_a_wrong_key_is_said_and_never_shown() -> None:
    with running(StandIn(key="right")) as standing:
        with pytest.raises(KibanaRefused, match="does not know these credentials") as raised:
            install(settings_for(standing, api_key=SecretStr("wrong-key")))
        assert "wrong-key" not in str(raised.value)
        assert install(settings_for(standing, api_key=SecretStr("right"))).objects


def test_a_role_that_may_not_write_is_said(kibana: StandIn) -> None:
    kibana.status = 403
    with pytest.raises(KibanaRefused, match=r"does not allow it \(Unable to bulk_create"):
        install(settings_for(kibana))
    assert kibana.stored == {}


def test_a_login_page_is_not_followed(kibana: StandIn) -> None:
    kibana.status = 302
    with pytest.raises(KibanaRefused, match="sends us elsewhere"):
        install(settings_for(kibana))
    assert not [request for request in kibana.requests if "/login" in request]


def test_another_major_version_is_not_touched() -> None:
    with running(StandIn(version="8.19.0")) as standing:
        with pytest.raises(KibanaRefused, match=r"Kibana is 8\.19\.0; these saved objects are for Kibana 9"):
            install(settings_for(standing))
        assert standing.stored == {}


def test_what_kibana_does_not_take_is_named(kibana: StandIn) -> None:
    objects = [each for each in shipped() if each.type != "index-pattern"]
    with pytest.raises(KibanaRejected, match="dashboard “revue-cleaning”: it needs index-pattern “revue-runs”"):
        Kibana(settings_for(kibana)).load(objects)


def test_an_object_of_a_newer_kibana_is_refused(kibana: StandIn) -> None:
    objects = shipped()
    objects[0].typeMigrationVersion = "11.0.0"
    with pytest.raises(KibanaRejected, match="more recent version"):
        Kibana(settings_for(kibana)).load(objects)


def test_a_wrong_base_path_is_said(kibana: StandIn) -> None:
    with pytest.raises(KibanaRefused, match="check the base path"):
        Kibana(settings_for(kibana, url=f"{kibana.url}/kibana")).wait()


@pytest.mark.parametrize("url", ["ftp://desk", "desk:5601", "http://", "http://user:secret@desk:5601"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(KibanaRefused, match="must be") as raised:
        Kibana(KibanaSettings(url=url))
    assert "secret" not in str(raised.value)


def test_a_ca_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(KibanaRefused, match="is not there"):
        Kibana(KibanaSettings(ca_file=tmp_path / "ca.pem"))
