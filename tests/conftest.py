"""What every test shares."""

import os

from hypothesis import HealthCheck, settings

# Too slow is a machine, and no strategy: one that stalls while an example is drawn.
_ANY_SPEED = [HealthCheck.too_slow]
# In CI the same examples every time: a failure there is one that can be seen here with CI=true.
settings.register_profile(
    "ci", derandomize=True, deadline=None, database=None, print_blob=True, suppress_health_check=_ANY_SPEED
)
settings.register_profile("here", deadline=None, suppress_health_check=_ANY_SPEED)
settings.load_profile("ci" if os.environ.get("CI") else "here")
