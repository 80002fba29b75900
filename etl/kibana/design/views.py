"""The five views of the desk, and what they need."""

from __future__ import annotations

from etl.kibana.design.cleaning import CLEANING, WHAT_WAS_REMOVED
from etl.kibana.design.data_views import DATA_VIEWS
from etl.kibana.design.last_night import LAST_NIGHT
from etl.kibana.design.press import REJECTED, SEARCH_THE_PRESS
from etl.kibana.design.stories import LONGEST_STORIES, STORIES
from etl.kibana.design.who_and_where import WHO_AND_WHERE

SEARCHES = (SEARCH_THE_PRESS, REJECTED, WHAT_WAS_REMOVED)
VEGAS = (LONGEST_STORIES,)
DASHBOARDS = (LAST_NIGHT, WHO_AND_WHERE, STORIES, CLEANING)

__all__ = ["DASHBOARDS", "DATA_VIEWS", "SEARCHES", "VEGAS"]
