// All that stands in the frame: make a worker of the text that the page sends, and hand it the port that came along.
addEventListener("message", ({ data, ports }) => {
  const address = URL.createObjectURL(new Blob([data], { type: "text/javascript" }));
  new Worker(address).postMessage(null, ports);
}, { once: true });
