"""Serve the built book on this machine alone, and say at which address."""

from __future__ import annotations

import functools
import sys
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from build import SITE

FIRST_PORT = 8000


class Handler(SimpleHTTPRequestHandler):
    """Serves the files of the site, and nothing else that an address may ask for."""

    def log_message(self, *args):
        """No line for each request."""

    def send_head(self):
        """A file, or a word on why there is none."""
        try:
            return super().send_head()
        except (OSError, ValueError):  # a name that no file can have: too long, or with a zero in it
            self.send_error(HTTPStatus.NOT_FOUND, "File not found")

    def list_directory(self, path):
        """A folder without a page of its own is no page."""
        self.send_error(HTTPStatus.NOT_FOUND, "File not found")


def server(site: Path, port: int) -> ThreadingHTTPServer:
    """A server of one site, on this machine alone."""
    return ThreadingHTTPServer(("127.0.0.1", port), functools.partial(Handler, directory=str(site)))


def main() -> int:
    if not (SITE / "index.html").exists():
        print("There is no built book yet: run `make book` first.", file=sys.stderr)
        return 1
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        try:
            serving = server(SITE, port)
            break
        except OSError:
            continue  # taken
    else:
        print("No free port between 8000 and 8099.", file=sys.stderr)
        return 1
    print(f"The book is at http://localhost:{port}/ (Ctrl-C stops)", flush=True)
    try:
        serving.serve_forever()
    except KeyboardInterrupt:
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
