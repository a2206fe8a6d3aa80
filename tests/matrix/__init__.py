"""Every screen, address and role against a table of who may what.

`make matrix` walks it whole: every probe by every role, on both databases. In `make test` the probes that ask much of a
list are put by one of each reach, on one database: what each shows follows from screens and scopes.
"""

import os

WHOLE = os.environ.get("MATRIX") == "whole"
