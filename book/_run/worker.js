// Python itself. This worker has no network: its frame allows it no connection and no script but those handed to it,
// and has no origin of its own. The page fetches all that is needed and hands over the bytes.
// (A frame without an origin gets no worker of the new kind; Pyodide asks for one, and means `import`, which it has.)
self.importScripts = undefined;

const NOWHERE = "https://handed.invalid/";
const handed = new Map(); // bytes by the name of the file
let port, python, runner;

const script = (name) => URL.createObjectURL(new Blob([handed.get(name)], { type: "text/javascript" }));

// Pyodide asks for its files by address; the last part of an address is the name of a file that was handed over.
self.fetch = async (address) => {
  const name = String(address?.url ?? address).split("/").pop();
  if (!handed.has(name)) throw new TypeError("Python on this page has no network");
  const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return new Response(handed.get(name), { headers: { "Content-Type": type } });
};

const answers = {
  async start({ lock }) {
    const { loadPyodide } = await import(script("pyodide.mjs"));
    const { default: createPyodideModule } = await import(script("pyodide.asm.mjs"));
    const home = { HOME: "/home/pyodide" };
    python = await loadPyodide(
      { indexURL: NOWHERE, packageBaseUrl: NOWHERE, lockFileContents: lock, createPyodideModule, env: home });
  },

  async load({ packages, wheel, modules, page }) {
    // The page has held the bytes to their checksums.
    await python.loadPackage(packages, { messageCallback() {}, checkIntegrity: false });
    const folder = python.runPython("import site; site.getsitepackages()[0]");
    python.unpackArchive(handed.get(wheel), "wheel", { extractDir: folder });
    for (const [name, source] of Object.entries(modules)) python.FS.writeFile(`${folder}/${name}`, source);
    handed.clear();
    runner = python.pyimport("runner");
    runner.prepare(page);
    return python.runPython("import platform; platform.python_version()");
  },

  run({ number, source }) {
    return JSON.parse(runner.run(number, source, (output) => port.postMessage({ output: JSON.parse(output) })));
  },

  take({ number }) { runner.take(number); },

  glued: () => JSON.parse(runner.glued()),
};

onmessage = ({ ports: [first] }) => {
  port = first;
  port.onmessage = async ({ data: { ask, files, ...rest } }) => {
    for (const [name, bytes] of Object.entries(files ?? {})) handed.set(name, bytes);
    try {
      port.postMessage({ answer: await answers[ask](rest) });
    } catch (error) {
      port.postMessage({ trouble: String(error?.message ?? error).trim() || "it gave no reason" });
    }
  };
  port.postMessage({ answer: "here" });
};
