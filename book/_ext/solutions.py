"""Solutions that fold without a script: a `<details>` that a keyboard opens, a search finds and a printer unfolds."""

from __future__ import annotations

from sphinx_exercise import nodes as exercise


def visit_solution(translator, node):
    if "dropdown" not in node["classes"]:
        return exercise.visit_solution_node(translator, node)
    node["classes"].remove("dropdown")  # the class that asks for a script
    node["folded"] = True
    translator.body.append(translator.starttag(node, "details", CLASS="admonition"))


def depart_solution(translator, node):
    if not node.get("folded"):
        return exercise.depart_solution_node(translator, node)
    translator.body.append("</details>\n")


def visit_title(translator, node):
    """The title of a folded solution is what one clicks on."""
    if not node.parent.get("folded"):
        return translator.visit_title(node)
    translator.body.append(translator.starttag(node, "summary", "", CLASS="admonition-title"))


def depart_title(translator, node):
    if not node.parent.get("folded"):
        return translator.depart_title(node)
    translator.body.append("</summary>\n")


def plain_titles(app, doctree, docname):
    """Titles of solutions without the link to the exercise: it stands just above, and what one clicks on unfolds."""
    for solution in list(doctree.findall(exercise.solution_node)):
        title = solution[0]
        solution.replace(title, exercise.solution_title("", title.astext()))


def setup(app):
    app.setup_extension("sphinx_exercise")
    skip = (lambda translator, node: None,) * 2
    app.add_node(exercise.solution_node, override=True, html=(visit_solution, depart_solution),
                 latex=(exercise.visit_solution_node, exercise.depart_solution_node), text=skip)
    app.add_node(exercise.solution_title, override=True, html=(visit_title, depart_title))
    app.connect("doctree-resolved", plain_titles, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
