"""Every mutant that mutmut makes of a file, as JSON on standard output; it runs where mutmut is installed.

mutmut's own runner sees only what stands in functions without decorators: it would leave out the rules of the tape,
which are lambdas in tables, and the primitives. So its operators are asked here, for the whole file.
"""

import ast
import difflib
import json
import sys
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper
from mutmut.mutation import file_mutation
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode
from places import place


class Visitor(file_mutation.MutationVisitor):
    """mutmut's visitor, which also goes into functions with a decorator."""

    def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
        decorated = isinstance(node, cst.FunctionDef) and node.decorators
        return not decorated and super()._skip_node_and_children(node)


def mutants(path: Path) -> list[dict[str, str]]:
    """What is different in each mutant, where, and its whole source."""
    source = path.read_text(encoding="utf-8")
    wrapper, tree = MetadataWrapper(cst.parse_module(source)), ast.parse(source)
    visitor = Visitor(mutation_operators, IgnoredCode(set(), set(), set()))  # no line is spared
    wrapper.visit(visitor)
    found, lines = {}, source.splitlines()
    for mutation in visitor.mutations:
        mutated = wrapper.module.deep_replace(mutation.original_node, mutation.mutated_node).code
        changes = [change for change in difflib.SequenceMatcher(None, lines, mutated.splitlines(), False).get_opcodes()
                   if change[0] != "equal"]
        if changes and mutated not in found:
            (_, first, _, new, _), (_, _, last, _, end) = changes[0], changes[-1]
            found[mutated] = {
                "in": place(tree, first + 1), "line": " ".join(map(str.strip, lines[first:last])),
                "mutant": " ".join(map(str.strip, mutated.splitlines()[new:end])), "source": mutated,
            }
    return list(found.values())


if __name__ == "__main__":
    json.dump({path: mutants(Path(path)) for path in sys.argv[1:]}, sys.stdout)
