"""What holds for each run of the tests, whoever starts it."""

import os
import sys

from how_many import draws
from hypothesis import settings

# A slow machine is no fault of what is tested.
settings.register_profile("few", max_examples=draws(100), deadline=None)
settings.load_profile("few")

# Tests start some hundreds of processes. Each would compile the whole library anew where nothing compiled is kept.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
