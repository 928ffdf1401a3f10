// The chapter's notebook with the reader's cells in it. A changed cell comes without outputs: they were another's.
// What a cell gives to the book's sentences is in no notebook: lines with `glue` are left aside when cells are compared.
const IMPORT = /^from myst_nb import glue\n?/m;
const bare = (source) => source.split("\n").filter((line) => !/\bglue\b/.test(line)).join("\n").trim();

export function edited(notebook, edits) {
  const cells = notebook.cells.filter((cell) => cell.cell_type === "code");
  const source = (cell) => bare([cell.source].flat().join(""));
  let from = 0;
  for (const { before, now } of edits) {
    const found = cells.findIndex((cell, index) => index >= from && source(cell) === bare(before));
    if (found < 0) {
      notebook.cells.push({ cell_type: "code", execution_count: null, id: `own-${notebook.cells.length + 1}`,
        metadata: {}, outputs: [], source: now.replace(IMPORT, "") });
      continue;
    }
    Object.assign(cells[found], { source: now.replace(IMPORT, ""), outputs: [], execution_count: null });
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
