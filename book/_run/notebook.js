// The chapter's notebook with the reader's cells in it. A changed cell comes without outputs: they were another's.
// What a cell gives to the book's sentences is in no notebook; where the reader's cell still does, it is given to nobody.
const IMPORT = /^from myst_nb import glue\n?/m;
const NOBODY = "def glue(*_, **__): pass  # gave values to the chapter's sentences\n\n\n";
const athome = (source) => {
  const left = source.replace(IMPORT, "");
  return /\bglue\(/.test(left) ? NOBODY + left : left;
};

// `edits` are the changed cells, in order: what the notebook has, "" where it has nothing of them, and what is there now.
export function edited(notebook, edits) {
  const cells = notebook.cells.filter((cell) => cell.cell_type === "code");
  const source = (cell) => [cell.source].flat().join("").trim();
  let from = 0;
  for (const { before, now } of edits) {
    const found = before ? cells.findIndex((cell, index) => index >= from && source(cell) === before.trim()) : -1;
    if (found < 0) {
      notebook.cells.push({ cell_type: "code", execution_count: null, id: `own-${notebook.cells.length + 1}`,
        metadata: {}, outputs: [], source: athome(now) });
      continue;
    }
    Object.assign(cells[found], { source: athome(now), outputs: [], execution_count: null });
    from = found + 1;
  }
  return notebook;
}

export function hand(name, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "application/x-ipynb+json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
