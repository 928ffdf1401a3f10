"""What the pages may load and run: themselves, and nothing else.

The policy stands in every page as a meta tag, and as ready-made headers for common hosts in `_static/headers/`. No
page has a script of its own between its tags, so no hash has to be kept. KaTeX places its letters by `style`
attributes, so these are allowed, and nothing else that is inline.

A page whose cells run may also open a frame of the site and ask where Python comes from. Python itself, and what a
reader has it run, is in a worker of that frame. The frame's own policy, which its worker inherits, lets nothing in but
the frame's one script and what the page hands over, and nothing out.
"""

from __future__ import annotations

import base64
import hashlib

import bundling

DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # for browsers that do not know the next two
    "style-src-elem": "'self'",
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "media-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
OF_FRAME = {"default-src": "'none'", "script-src": "{} 'wasm-unsafe-eval' blob:", "worker-src": "blob:"}
OF_HEADERS_ALONE = {"frame-ancestors": "'self'"}  # a meta tag may not say this
OTHER_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


def written(directives: dict[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def tag(directives: dict[str, str]) -> str:
    return f'<meta http-equiv="Content-Security-Policy" content="{written(directives)}" />'


def with_cells(asked: list[str]) -> dict[str, str]:
    """The policy of a page whose cells run, with the addresses that it may ask for Python."""
    return DIRECTIVES | {"connect-src": " ".join(["'self'", *asked]), "frame-src": "'self'"}


def meta(directives: dict[str, str] = DIRECTIVES) -> str:
    """A page's policy as a tag. Not every browser takes a file to be the same origin as its neighbor; `file:` says so.

    On the web the word allows nothing: no browser lets a page from a host load files of its reader.
    """
    return tag({name: value.replace("'self'", "'self' file:") for name, value in directives.items()})


def of_frame(script: str) -> dict[str, str]:
    """The policy of the frame that Python is in; its script is named by its checksum."""
    checksum = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return OF_FRAME | {"script-src": OF_FRAME["script-src"].format(f"'sha256-{checksum}'")}


def headers(asked: list[str]) -> dict[str, str]:
    """Header files by name, each for the hosts that its first lines name.

    A header is one for all pages, so it allows what any of them needs; the tag in each page is narrower, and both hold.
    """
    inside = of_frame((bundling.SOURCES / "frame.js").read_text("utf-8"))
    widest = with_cells(asked) | {"worker-src": inside["worker-src"]}
    widest["script-src"] += f" {inside['script-src']}"
    policy = written(widest | OF_HEADERS_ALONE)
    every = {"Content-Security-Policy": policy, **OTHER_HEADERS}
    return {
        "_headers": "# Netlify and Cloudflare Pages: copy to the root of the site.\n/*\n"
                    + "".join(f"  {name}: {value}\n" for name, value in every.items()),
        "nginx.conf": "# nginx: include in the server or location block that serves the site.\n"
                      + "".join(f'add_header {name} "{value}" always;\n' for name, value in every.items()),
        "htaccess.txt": "# Apache: copy to the root of the site as .htaccess (needs mod_headers).\n"
                        "<IfModule mod_headers.c>\n"
                        + "".join(f'  Header always set {name} "{value}"\n' for name, value in every.items())
                        + "</IfModule>\n",
    }
