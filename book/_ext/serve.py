"""Serve the built book on this machine alone, and say at which address."""

from __future__ import annotations

import functools
import sys
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from build import SITE

FIRST_PORT = 8000


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without a line for each request."""

    def log_message(self, *args):
        pass


def main() -> int:
    if not (SITE / "index.html").exists():
        print("There is no built book yet: run `make book` first.", file=sys.stderr)
        return 1
    handler = functools.partial(QuietHandler, directory=str(SITE))
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        try:
            server = ThreadingHTTPServer(("127.0.0.1", port), handler)
            break
        except OSError:
            continue  # taken
    else:
        print("No free port between 8000 and 8099.", file=sys.stderr)
        return 1
    print(f"The book is at http://localhost:{port}/ (Ctrl-C stops)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
