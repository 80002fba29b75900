"""`revue kibana install`: the saved objects, checked, into a Kibana that is up."""

from __future__ import annotations

import time
from collections.abc import Callable

from etl.kibana.check import check_shipped
from etl.kibana.client import Installed, Kibana, KibanaRejected
from etl.kibana.objects import DEFAULT_ALIAS, shipped
from etl.settings import KibanaSettings


def install(
    settings: KibanaSettings, *, alias: str = DEFAULT_ALIAS, sleep: Callable[[float], None] = time.sleep
) -> Installed:
    """Put the data views, searches and dashboards into Kibana; the same again any number of times.

    Args:
        settings: Where Kibana is, and who we are.
        alias: The alias of the articles (`engine.alias`), which the data view asks.
        sleep: What waits between two looks.

    Raises:
        KibanaUnavailable: Kibana is not up in time.
        KibanaRefused: Wrong address, certificate, credentials, privileges or version.
        KibanaRejected: The objects do not fit the mapping, or Kibana did not take them.
    """
    if problems := check_shipped():
        raise KibanaRejected("the saved objects do not fit the mapping: " + "; ".join(problems))
    kibana = Kibana(settings, sleep=sleep)
    version = kibana.wait()
    return Installed(objects=kibana.load(shipped(alias)), version=version)
