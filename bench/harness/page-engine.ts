import { readFileSync } from "node:fs";
import type { Browser, Page } from "../../test/support/browser/browser.js";
import type { Started } from "../pages/page.js";
import type { ModelFiles } from "./engine.js";
import { inBench, inProject } from "./files.js";

/** An engine with its network in a page of its own, which has run it once. */
export interface PageEngine extends Started {
  readonly name: string;
  /** Milliseconds of each run, of as many as fit into so many milliseconds and at least one. */
  readonly measure: (milliseconds: number) => Promise<readonly number[]>;
  readonly close: () => Promise<void>;
}

const wasm = "ort-wasm-simd-threaded.asyncify.wasm";

/** Opens a page, and loads and runs a network there. Rejects where the engine cannot do so. */
export async function startInPage(browser: Browser, name: string, model: ModelFiles): Promise<PageEngine> {
  const page = await browser.open(false);
  const { input, output } = model;
  const served = {
    module: ["/model.js", model.module],
    weights: ["/weights.safetensors", model.weights],
    onnx: ["/model.onnx", model.onnx],
    foldedGraph: ["/folded.json", model.folded.graph],
    foldedWeights: ["/folded.safetensors", model.folded.weights],
    onnxruntime: ["/onnxruntime.wasm", inProject(`node_modules/onnxruntime-web/dist/${wasm}`)],
    tfjs: ["/tfjs.js", inBench(".cache/pages/tfjs.js")],
    input: ["/input.f32", input.file],
    engine: ["/engine.js", inBench(`.cache/pages/${name}.js`)],
  } as const;
  for (const [address, file] of Object.values(served)) page.put(address, readFileSync(file));
  const files = Object.fromEntries(Object.entries(served).map(([key, [address]]) => [key, address]));
  const described = { input: { ...input, file: files.input }, output, files };
  page.put("/model.json", JSON.stringify(described));
  try {
    const started = (await ask(page, 'start("/model.json")')) as Started;
    return {
      name,
      ...started,
      measure: async (milliseconds) => (await ask(page, `measure(${milliseconds})`)) as readonly number[],
      close: () => page.tab.close(),
    };
  } catch (failure) {
    await page.tab.close();
    throw failure;
  }
}

function ask({ run }: Page, call: string): Promise<unknown> {
  return run(`import engine from "/engine.js"; export default await engine.${call};`);
}
