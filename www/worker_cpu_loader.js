// Starts the CPU engine in this worker. The engine says when it is ready; a failure is told as plain text.
import init from "./worker_cpu.js";

init().catch((error) => postMessage(`the CPU engine could not be loaded: ${error}`));
