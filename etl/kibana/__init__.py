"""Kibana's side of the desk: its saved objects, whether they fit the index, and how they get there."""
