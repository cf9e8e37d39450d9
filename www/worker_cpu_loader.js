// Starts the CPU engine in this worker, the faster of two where the browser can run it. The engine says when it is ready; a
// failure is told as plain text.

// The smallest module with a relaxed multiply-add: valid where WebAssembly's relaxed SIMD is known.
const relaxed = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0,
  65, 0, 253, 17, 65, 0, 253, 17, 65, 0, 253, 17, 253, 133, 2, 11,
]);
const bundle = WebAssembly.validate(relaxed) ? "./worker_fma.js" : "./worker_cpu.js";

import(bundle)
  .then((engine) => engine.default())
  .catch((error) => postMessage(`the CPU engine could not be loaded: ${error}`));
