"""`python -m actions`: runs the action server on ACTION_HOST (127.0.0.1) and ACTION_PORT (5055)."""

from __future__ import annotations

import logging
import os

from actions.server import serve
from knowledge.private_files import keep_files_private

if __name__ == "__main__":
    keep_files_private()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    serve(os.environ.get("ACTION_HOST") or "127.0.0.1", int(os.environ.get("ACTION_PORT") or 5055))
