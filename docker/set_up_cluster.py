"""One-shot: from a bare Elasticsearch to one that Revue and its readers can use. Again changes nothing.

Sets the password of Kibana's own user, makes the roles of `roles.json`, the user `desk` who reads in Kibana, the API
key with which the pipeline writes, the index template that keeps the archive's names, nightly snapshots, and the
archive's indices; that last step runs with the
pipeline's key, so a privilege that is missing shows now and not at two in the morning.

Secrets come from the environment (`ELASTIC_PASSWORD`, `KIBANA_SYSTEM_PASSWORD`, `DESK_PASSWORD`); the API key goes to
the file `REVUE_ENGINE__API_KEY_FILE`, readable by its owner only.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from elasticsearch import ApiError, AuthenticationException, Elasticsearch, TransportError

ROLES = Path(__file__).parent / "roles.json"
KEY_NAME = "revue-pipeline"
DESK = "desk"
REPOSITORY = "revue"
TEMPLATE = "revue"
SNAPSHOTS: dict[str, Any] = {
    "schedule": "0 0 4 * * ?",  # UTC: after the nightly run
    "name": "<revue-{now/d}>",
    "repository": REPOSITORY,
    "config": {"indices": ["articles*", "runs*", "rejects*"], "include_global_state": False},
    "retention": {"expire_after": "30d", "min_count": 7, "max_count": 60},
}
PATIENCE = 300  # seconds


def main(environment: Mapping[str, str]) -> None:
    client = reach(environment, basic_auth=("elastic", environment["ELASTIC_PASSWORD"]))
    wait(client)
    roles = json.loads(ROLES.read_text())
    set_up_users(client, roles, environment["KIBANA_SYSTEM_PASSWORD"], environment["DESK_PASSWORD"])
    key_file = Path(environment["REVUE_ENGINE__API_KEY_FILE"])
    set_up_key(client, roles["pipeline"], key_file, environment)
    set_up_template(client)
    set_up_snapshots(client, environment["SNAPSHOT_FOLDER"])
    client.close()
    set_up_archive(key_file.read_text())


def reach(environment: Mapping[str, str], **credentials: Any) -> Elasticsearch:
    """The cluster, over the authority that the settings name."""
    trusted: dict[str, Any] = (
        {"ca_certs": environment["REVUE_ENGINE__CA_FILE"]} if environment.get("REVUE_ENGINE__CA_FILE") else {}
    )
    return Elasticsearch(environment["REVUE_INDEX"], request_timeout=30, **trusted, **credentials)


def wait(client: Elasticsearch) -> None:
    """Until the cluster answers and can take writes."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            client.cluster.health(wait_for_status="yellow", timeout="5s")
        except AuthenticationException:
            raise SystemExit(
                "Elasticsearch does not take ELASTIC_PASSWORD. It keeps the one of its first start: put that one back "
                "into .env, or change it inside with bin/elasticsearch-reset-password."
            ) from None
        except (ApiError, TransportError) as error:
            if time.monotonic() > deadline:
                raise SystemExit(f"Elasticsearch did not get ready within {PATIENCE} s: {error}") from None
            time.sleep(2)
        else:
            return


def set_up_users(client: Elasticsearch, roles: dict[str, Any], kibana_password: str, desk_password: str) -> None:
    client.security.change_password(username="kibana_system", password=kibana_password)
    for name, role in roles.items():
        client.security.put_role(
            name=f"revue_{name}",
            description=role["why"],
            cluster=role["cluster"],
            indices=role["indices"],
            applications=(
                [{"application": "kibana-.kibana", "privileges": ["read"], "resources": ["*"]}]
                if name == "reader"
                else []
            ),
        )
    client.security.put_user(username=DESK, password=desk_password, roles=["revue_reader"], full_name="The desk")
    print("users: kibana_system, desk; roles: " + ", ".join(f"revue_{name}" for name in roles))


def set_up_key(client: Elasticsearch, role: dict[str, Any], file: Path, environment: Mapping[str, str]) -> None:
    """The pipeline's API key, kept when the one in the file still opens the cluster."""
    if file.exists() and _opens(file.read_text(), environment):
        print("API key of the pipeline: still good")
        return
    client.security.invalidate_api_key(name=KEY_NAME)
    privileges = {"cluster": role["cluster"], "indices": role["indices"]}
    key = client.security.create_api_key(name=KEY_NAME, role_descriptors={"pipeline": privileges})
    temporary = file.with_suffix(".new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(key["encoded"])
    temporary.rename(file)
    print("API key of the pipeline: made")


def set_up_template(client: Elasticsearch) -> None:
    from etl.load.mappings import definition

    template = definition("template")
    client.indices.put_index_template(name=TEMPLATE, meta=template.pop("_meta"), **template)
    print("index template: " + ", ".join(template["index_patterns"]))


def set_up_snapshots(client: Elasticsearch, folder: str) -> None:
    client.snapshot.create_repository(
        name=REPOSITORY, repository={"type": "fs", "settings": {"location": folder, "compress": True}}
    )
    client.slm.put_lifecycle(policy_id="revue-nightly", **SNAPSHOTS)
    print(f"snapshots: every night into {folder}")


def set_up_archive(key: str) -> None:
    from pydantic import SecretStr

    from etl.load import connect
    from etl.settings import Settings

    settings = Settings()
    settings.engine.api_key = SecretStr(key)
    index = connect(settings)
    try:
        index.ensure()
        live = [version.name for version in index.versions() if version.live]
    finally:
        index.close()
    print(f"archive: readers see {', '.join(live)}")


def _opens(key: str, environment: Mapping[str, str]) -> bool:
    with reach(environment, api_key=key) as client:
        try:
            client.security.authenticate()
        except AuthenticationException:
            return False
    return True


if __name__ == "__main__":
    main(os.environ)
