// Starts the WebGPU engine in this worker. The engine says when it is ready; a failure is told as plain text.
import init from "./worker_webgpu.js";

// The engine learns of a lost device only when it next waits for it, if ever: tell the page at once.
const adapters = globalThis.GPUAdapter?.prototype;
if (adapters) {
  const requestDevice = adapters.requestDevice;
  adapters.requestDevice = async function (...descriptor) {
    const device = await requestDevice.apply(this, descriptor);
    device.lost.then((info) => postMessage(`the GPU device was lost: ${info.message || info.reason}`));
    return device;
  };
}

addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  postMessage(`the WebGPU engine stopped: ${event.reason}`);
});

init().catch((error) => postMessage(`the WebGPU engine could not be loaded: ${error}`));
