"""Math rendered by KaTeX while the book is built: HTML to look at, MathML inside it to read aloud and copy.

One node process renders all formulas of a Sphinx process. A formula that KaTeX does not understand is a
Sphinx warning at its source line, so a strict build fails. No page needs JavaScript to show a formula.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

import environment

LOG = logging.getLogger(__name__)
KATEX = environment.ROOT / "node_modules" / "katex" / "dist"

SERVER = r"""
const katex = require(process.argv[1]), macros = JSON.parse(process.argv[2]);
require("readline").createInterface({input: process.stdin}).on("line", line => {
  const {tex, displayMode, output} = JSON.parse(line);
  let reply;
  try {
    const html = katex.renderToString(
      tex, {displayMode, output, throwOnError: true, strict: "ignore", macros: {...macros}});
    reply = {html};
  } catch (error) { reply = {error: String(error.message)}; }
  process.stdout.write(JSON.stringify(reply) + "\n");
});
"""

_renderers: dict[int, Renderer] = {}  # by process: Sphinx forks when it writes in parallel


class Renderer:
    """A node process that turns TeX into HTML, a line at a time."""

    def __init__(self, macros: dict[str, str]):
        self.process = subprocess.Popen(
            [environment.node(), "-e", SERVER, str(KATEX / "katex.min.js"), json.dumps(macros)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def render(self, tex: str, display: bool, output: str) -> dict[str, str]:
        self.process.stdin.write(json.dumps({"tex": tex, "displayMode": display, "output": output}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def render(translator, node, display: bool) -> str:
    """The HTML of one formula; where KaTeX refuses it, its source and a warning."""
    renderer = _renderers.get(os.getpid())
    if renderer is None:
        renderer = _renderers[os.getpid()] = Renderer(translator.config.katex_macros)
    output = "mathml" if translator.builder.name == "epub" else "htmlAndMathml"
    reply = renderer.render(node.astext(), display, output)
    if "error" in reply:
        LOG.warning("%s in %r", reply["error"], node.astext(), location=node, type="katex")
        return f"<code>{translator.encode(node.astext())}</code>"
    return reply["html"]


def visit_math(translator, node):
    from docutils.nodes import SkipNode

    translator.body.append(translator.starttag(node, "span", "", CLASS="math notranslate"))
    translator.body.append(render(translator, node, False) + "</span>")
    raise SkipNode


def visit_math_block(translator, node):
    from docutils.nodes import SkipNode

    translator.body.append(translator.starttag(node, "div", CLASS="math notranslate", tabindex="0"))
    if node["number"]:
        translator.body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})')
        translator.add_permalink_ref(node, "Link to this equation")
        translator.body.append("</span>")
    translator.body.append(render(translator, node, True) + "</div>")
    raise SkipNode


def copy_style(app, exception):
    """Lay KaTeX's style sheet and its woff2 fonts beside the book's own; every browser of today reads woff2."""
    if exception or app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / "katex"
    (target / "fonts").mkdir(parents=True, exist_ok=True)
    css = (KATEX / "katex.min.css").read_text("utf-8")
    css = re.sub(r',url\(fonts/[^)]*\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)', "", css)
    (target / "katex.min.css").write_text(css, "utf-8")
    for font in (KATEX / "fonts").glob("*.woff2"):
        shutil.copy(font, target / "fonts")


def setup(app):
    app.add_config_value("katex_macros", {}, "html")
    app.add_html_math_renderer("katex", (visit_math, None), (visit_math_block, None))
    app.add_css_file("katex/katex.min.css")
    app.connect("build-finished", copy_style)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
