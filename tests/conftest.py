"""What every test shares."""

import os

from hypothesis import settings

# In CI the same examples every time: a failure there is one that can be seen here with CI=true.
settings.register_profile("ci", derandomize=True, deadline=None, database=None, print_blob=True)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")
