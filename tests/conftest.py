"""What every test may use."""

import os

from hypothesis import HealthCheck, settings

pytest_plugins = ["pytester", "tests.elasticsearch.plugin"]

# CI looks at the same examples every time, so that a red run is the change's; at a desk each run looks at new ones.
# No deadline an example: a busy machine is no defect.
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("desk"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")
