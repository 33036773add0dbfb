import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { compile } from "../../../src/api/compile.js";
import type { Browser, Page } from "../../support/browser/browser.js";
import { chromiumTests } from "../../support/browser/tests.js";
import { readRuntime, weightFile } from "../../support/compile.js";
import { gpuFlags } from "../../support/gpu/page.js";

// A frame of a video comes from the compositor, which has to draw by the same driver: else its process ends.
const inChromium = chromiumTests([...gpuFlags, "--use-angle=vulkan", "--use-vulkan=swiftshader"]);
const digit = readFileSync(new URL("../../../examples/digits/7.png", import.meta.url));

/** A network for the CPU or a device that gives bytes as they were in the resized picture. */
const text = `model m {
  input image: [3, 30, 40] picture(channels: rgb, resize: 36, range: (0, 255))
  output y = flatten
}
`;

async function open(browser: Browser): Promise<Page> {
  const page = await browser.open(false);
  const { value = [] } = await compile(
    { readSource: () => text, readRuntime: (path, kind) => (kind === "d.ts" ? "" : readRuntime(path, kind)) },
    { entry: "m.cnn", format: "js", runtime: "inline", target: "auto", batch: 1, without: [] },
  );
  page.put("/m.js", value[0]?.text ?? "");
  page.put("/m.safetensors", weightFile(new Map()));
  page.put("/networks.js", networks);
  page.put("/digit.png", digit, "image/png");
  return page;
}

const networks = `
import { load } from "/m.js";
const weights = await fetch("/m.safetensors").then((response) => response.arrayBuffer());
const adapter = await navigator.gpu.requestAdapter();
export const device = await adapter.requestDevice();
export const uncaptured = [];
device.addEventListener("uncapturederror", ({ error }) => uncaptured.push(error.message));
export const [cpu, gpu] = await Promise.all([
  load(weights, { target: "cpu" }), load(weights, { target: "webgpu", device }),
]);
`;

/** A drawing of 90 by 70 with flat parts, edges, and parts that light shines through, or none of those. */
const draw = `
function draw(canvas, isOpaque = true) {
  [canvas.width, canvas.height] = [90, 70];
  const context = canvas.getContext("2d");
  const sweep = context.createLinearGradient(0, 0, 90, 70);
  for (const [at, colour] of [[0, "#f40"], [0.5, "#2c8"], [1, "#04f"]]) sweep.addColorStop(at, colour);
  context.fillStyle = sweep;
  context.fillRect(0, 0, 90, 70);
  context.fillStyle = "#fff";
  context.fillRect(30, 10, 7, 50);
  if (!isOpaque) context.clearRect(50, 5, 20, 60);
  context.fillStyle = "#0008";
  context.fillRect(40, 20, 40, 30);
  return canvas;
}
`;

/** Gives, by name, how far the results for pictures on both targets are apart, and the mean of one. */
const compare = `
export default Object.fromEntries(await Promise.all(Object.entries(pictures).map(async ([name, picture]) => {
  const [one, other] = await Promise.all([cpu, gpu].map((network) => network.run({ image: picture }, { y: new Float32Array(3600) })));
  const apart = one.y.reduce((most, byte, at) => Math.max(most, Math.abs(byte - other.y[at])), 0);
  return [name, [apart, one.y.reduce((sum, byte) => sum + byte, 0) / 3600]];
})));
`;

inChromium("takes what a page has as a picture, on the CPU and on a device", async (browser) => {
  const page = await open(browser);
  const found = await page.run(`
    import { cpu, gpu } from "/networks.js";
    ${draw}
    const canvas = draw(document.createElement("canvas"));
    const image = new Image();
    image.src = canvas.toDataURL();
    await image.decode();
    const video = document.createElement("video");
    video.muted = true;
    video.srcObject = canvas.captureStream();
    void video.play();
    while (video.readyState < 2) {
      draw(canvas);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const pictures = {
      canvas,
      image,
      video,
      offscreen: draw(new OffscreenCanvas(1, 1)),
      bitmap: await createImageBitmap(canvas),
      data: canvas.getContext("2d").getImageData(0, 0, 90, 70),
      frame: new VideoFrame(canvas, { timestamp: 0 }),
      translucent: draw(new OffscreenCanvas(1, 1), false),
    };
    ${compare}
  `);
  const results = Object.entries(found as Record<string, readonly [number, number]>);
  expect(results.map(([name]) => name)).toHaveLength(8);
  const [, [, mean] = [0, 0]] = results[0] ?? [];
  for (const [name, [apart, own]] of results) {
    expect(apart, name).toBeLessThanOrEqual(name === "translucent" ? 1 : 0);
    // Of video, colours are kept in fewer places.
    if (name !== "translucent") expect(Math.abs(own - mean), name).toBeLessThan(2);
  }
  expect(mean).toBeGreaterThan(60);
  expect(await page.run(`export { uncaptured as default } from "/networks.js";`)).toEqual([]);
  expect(page.errors).toEqual([]);
});

inChromium("says which picture it cannot read, on the CPU and on a device", async (browser) => {
  const [page, elsewhere] = [await open(browser), await browser.open(false)];
  elsewhere.put("/digit.png", digit, "image/png");
  const address = new URL("/digit.png", elsewhere.tab.url()).href;
  const found = await page.run(`
    import { cpu, gpu, device } from "/networks.js";
    const foreign = new Image();
    foreign.src = "${address}";
    await foreign.decode();
    const tainted = new OffscreenCanvas(28, 28);
    tainted.getContext("2d").drawImage(foreign, 0, 0);
    const closed = await createImageBitmap(new ImageData(4, 4));
    closed.close();
    const pictures = { foreign, tainted, closed, image: new Image(), video: document.createElement("video") };
    const said = {};
    for (const [name, picture] of Object.entries(pictures)) {
      for (const network of [cpu, gpu]) {
        const failure = await network.run({ image: picture }).then(() => "nothing", ({ name, message }) => name + ": " + message);
        (said[name] ??= []).push(failure);
      }
    }
    export default said;
  `);
  const foreign =
    "InputError: input image: the picture is of another origin, which does not let this page read it";
  const empty =
    "InputError: input image: a picture of 0 by 0 has no pixels; it may not be loaded yet, or closed";
  expect(found).toEqual({
    foreign: [foreign, foreign],
    tainted: [foreign, foreign],
    closed: [empty, empty],
    image: [empty, empty],
    video: [empty, empty],
  });
});

inChromium("takes textures of the device, and buffers that results were left in", async (browser) => {
  const page = await open(browser);
  const found = await page.run(`
    import { cpu, gpu, device, uncaptured } from "/networks.js";
    ${draw}
    const canvas = draw(new OffscreenCanvas(1, 1));
    const { COPY_DST, RENDER_ATTACHMENT, TEXTURE_BINDING } = GPUTextureUsage;
    const texture = device.createTexture({ size: [90, 70], format: "bgra8unorm", usage: COPY_DST | RENDER_ATTACHMENT | TEXTURE_BINDING });
    device.queue.copyExternalImageToTexture({ source: canvas }, { texture }, [90, 70]);
    const { y } = await gpu.runToBuffers({ image: texture });
    const [again, expected] = await Promise.all([gpu.run({ image: y }), cpu.run({ image: canvas })]);
    const unbound = device.createTexture({ size: [90, 70], format: "rgba8unorm", usage: COPY_DST });
    const failures = [];
    for (const image of [unbound, device.createBuffer({ size: 14400, usage: COPY_DST })])
      failures.push(await gpu.run({ image }).catch(({ message }) => message));
    export default [again.y.every((byte, at) => byte === expected.y[at]), uncaptured, failures];
  `);
  expect(found).toEqual([
    true,
    [],
    [
      "input image: the texture needs the usage TEXTURE_BINDING",
      "input image: the buffer needs the usage COPY_SRC",
    ],
  ]);
});
