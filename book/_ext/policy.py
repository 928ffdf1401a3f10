"""What the pages may load and run: themselves, and nothing else.

The policy stands in every page as a meta tag, and as ready-made headers for common hosts in `_static/headers/`. No
page has a script of its own between its tags, so no hash has to be kept. KaTeX places its letters by `style`
attributes, so these are allowed, and nothing else that is inline.
"""

from __future__ import annotations

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
OF_HEADERS_ALONE = {"frame-ancestors": "'self'"}  # a meta tag may not say this
OTHER_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


def written(directives: dict[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def meta() -> str:
    """The policy as a tag. Not every browser takes a file to be the same origin as its neighbor; `file:` says so.

    On the web the word allows nothing: no browser lets a page from a host load files of its reader.
    """
    content = {name: value.replace("'self'", "'self' file:") for name, value in DIRECTIVES.items()}
    return f'<meta http-equiv="Content-Security-Policy" content="{written(content)}" />'


def headers() -> dict[str, str]:
    """Header files by name, each for the hosts that its first lines name."""
    policy = written(DIRECTIVES | OF_HEADERS_ALONE)
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
