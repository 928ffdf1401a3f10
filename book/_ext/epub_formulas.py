"""Formulas of the EPUB: KaTeX's MathML, as the reading systems of today understand it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise

from epub_xhtml import MATHML

# Formulas ask for an alphabet by an attribute that browsers no longer read; the letters of Unicode are read by all.
ALPHABETS = {"bold": (0x1D400, 0x1D41A), "sans-serif": (0x1D5A0, 0x1D5BA), "double-struck": (0x1D538, 0x1D552)}
ELSEWHERE = {0x1D53A: "ℂ", 0x1D53F: "ℍ", 0x1D545: "ℕ", 0x1D547: "ℙ", 0x1D548: "ℚ", 0x1D549: "ℝ", 0x1D551: "ℤ"}
APPLIED = "\u2061"  # the unseen sign of a function's use
THIN = "0.1667em"
CLOSING = set(")]}!∣|∥⟩") | {""}
OPENING = set("([{∣|⟨")
WITH_SCRIPTS = {"msub", "msup", "msubsup", "munder", "mover", "munderover"}


def readable(formula: ET.Element) -> None:
    """A formula without its TeX as a second child, which old readers show as text; it is said as `alttext`."""
    semantics = formula.find(f"{{{MATHML}}}semantics")
    if semantics is not None:
        shown, tex = semantics
        formula[:] = [shown]
        formula.set("alttext", " ".join((tex.text or "").split()))
    for part in list(formula.iter()):
        for child in list(part):  # KaTeX puts the sign where only a base and a script may be
            if child.text == APPLIED and part.tag.rpartition("}")[2] in WITH_SCRIPTS:
                part.remove(child)
        space_out(part)
        if part.get("mathvariant") in ALPHABETS:
            capital, small = ALPHABETS[part.attrib.pop("mathvariant")]
            part.text = "".join(in_alphabet(letter, capital, small) for letter in part.text or "")
        if part.tag == f"{{{MATHML}}}mtable":
            columns = part.get("columnalign", "").split()
            for row in part:
                for cell, side in zip(row, columns):
                    if side != "center":
                        cell.set("class", side)


def space_out(row: ET.Element) -> None:
    """Say of a sign that it belongs to what follows it, and of an argument that it stands apart: (1, −3), ln 6."""
    for before, name, sign in zip(row[:], row[1:], row[2:]):
        if sign.text == APPLIED and not before.tag.endswith(("}mo", "}mspace")):
            row.insert(list(row).index(name), ET.Element(f"{{{MATHML}}}mspace", {"width": THIN}))
    for before, after in pairwise(row):
        if not before.tag.endswith("}mo"):
            continue
        if before.text == APPLIED and "".join(after.itertext())[:1] not in OPENING:
            before.set("lspace", "0")
            before.set("rspace", THIN)
        elif after.tag.endswith("}mo") and after.text in ("−", "+", "±") and (before.text or "") not in CLOSING:
            after.set("form", "prefix")


def in_alphabet(letter: str, capital: int, small: int) -> str:
    """A letter of an alphabet for formulas."""
    if "A" <= letter <= "Z":
        code = capital + ord(letter) - ord("A")
    elif "a" <= letter <= "z":
        code = small + ord(letter) - ord("a")
    else:
        return letter
    return ELSEWHERE.get(code, chr(code))
