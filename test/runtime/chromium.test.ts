import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { decodePicture, type DecodedPicture } from "../../src/formats/picture.js";
import type { Page } from "../support/browser/browser.js";
import { loadThreads } from "../support/browser/compiled.js";
import { chromiumTests } from "../support/browser/tests.js";
import { importText } from "../support/compile.js";

const read = (path: string): Buffer => readFileSync(new URL(`../../examples/${path}`, import.meta.url));
const compiled = read("node/lenet5.js");
const weights = read("digits/lenet5.safetensors");
const digits = Array.from({ length: 10 }, (_, digit) => read(`digits/${digit}.png`));

/** What `network` makes of the pictures, as the browser decodes them. */
const logitsOfAll = `
const logits = [];
for (let digit = 0; digit < 10; digit += 1) {
  const bitmap = await createImageBitmap(await (await fetch("/" + digit + ".png")).blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
  canvas.drawImage(bitmap, 0, 0);
  const image = preprocess.image(canvas.getImageData(0, 0, bitmap.width, bitmap.height));
  logits.push([...network.runSync({ image }).logits]);
}
`;
const start = `
import { load, loadSync, preprocess } from "/lenet5.js";
const weights = await (await fetch("/lenet5.safetensors")).arrayBuffer();
`;
const loading = `${start} const network = await load(weights); ${logitsOfAll}`;
const loadingSync = `${start} const network = loadSync(weights); ${logitsOfAll}`;
const onTwoThreads = (isolated: boolean): string => `
${start} ${loadThreads}
const network = ${isolated ? "await loadThreads((options) => load(weights, options), 2)" : "await load(weights, { threads: 2 })"};
${logitsOfAll}
network.destroy();
`;
const inWorker = `
const worker = new Worker("/worker.js", { type: "module" });
export default await new Promise((resolve, reject) => {
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = ({ message }) => reject(new Error(message));
});
worker.terminate();
`;

function putAll(page: Page): void {
  page.put("/lenet5.js", compiled);
  page.put("/lenet5.safetensors", weights);
  page.put("/worker.js", `${loadingSync} postMessage(logits);`);
  digits.forEach((png, digit) => {
    page.put(`/${digit}.png`, png);
  });
}

/** The same by Node, with another decoder of pictures. */
async function logitsInNode(): Promise<readonly (readonly number[])[]> {
  const module = await importText(compiled.toString());
  const network = module.loadSync(weights);
  return digits.map((png) => {
    const picture = decodePicture(png, "digit.png") as DecodedPicture;
    const image = module.preprocess?.image?.(picture) ?? new Float32Array();
    return [...(network.runSync({ image }).logits ?? [])];
  });
}

const testInChromium = chromiumTests();

for (const isolated of [true, false]) {
  const kind = isolated ? "an isolated page" : "a page that is not isolated";
  testInChromium(`${kind} reads digits with the bits of Node, in a worker too`, async (browser) => {
    const expected = await logitsInNode();
    expect(expected.map((logits) => logits.indexOf(Math.max(...logits)))).toEqual(digits.map((_, i) => i));
    const page = await browser.open(isolated);
    putAll(page);
    expect(await page.run("export default crossOriginIsolated;")).toBe(isolated);
    expect(await page.run(`${loading} export default logits;`)).toEqual(expected);
    expect(await page.run(`${loadingSync} export default logits;`)).toEqual(expected);
    expect(await page.run(inWorker)).toEqual(expected);
    // Of two threads one is left where memory cannot be shared, without an error.
    expect(await page.run(`${onTwoThreads(isolated)} export default logits;`)).toEqual(expected);
    // Chromium lets a worker that waits go on for two seconds.
    await expect.poll(() => page.tab.workers().length, { timeout: 20_000 }).toBe(0);
    expect(page.errors).toEqual([]);
  });
}
