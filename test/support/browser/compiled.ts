import type { Graph } from "../../../src/ir/graph.js";
import type { PipelineOptions } from "../../../src/passes/pipeline.js";
import type { Feeds } from "../../../src/reference/run.js";
import type { EmitOptions } from "../../../src/targets/cpu/emit/side.js";
import { emitGraph, float32, weightFile } from "../compile.js";
import type { Page } from "./browser.js";

/**
 * Text of a function `loadThreads(load, threads)`, which loads a network on so many threads and waits until all of them
 * have started: until the second word of their memory has a bit for each but the first.
 */
export const loadThreads = `
async function loadThreads(load, threads) {
  const { Memory } = WebAssembly;
  let words;
  WebAssembly.Memory = function (limits) {
    const memory = new Memory(limits);
    words = new Int32Array(memory.buffer, 0, 2);
    return memory;
  };
  try {
    const network = await load({ threads });
    while (Atomics.load(words, 1) !== 2 ** threads - 2 && threads > 1)
      await new Promise((resolve) => setTimeout(resolve, 1));
    return network;
  } finally {
    WebAssembly.Memory = Memory;
  }
}
`;

let compiled = 0;

/**
 * Puts a compiled module with what the reference would be fed into a page. Text that begins a module of the page, which
 * has the module's `load`, the `weights` and the inputs as `given`.
 */
export function declareGiven({ put }: Pick<Page, "put">, code: string, { inputs, weights }: Feeds): string {
  compiled += 1;
  // A page holds a module by its address as long as it lives.
  const path = `/compiled-${compiled}`;
  const numbers = [...inputs].map(([name, tensor]) => [name, [...float32(tensor)]]);
  put(`${path}.js`, code);
  put(`${path}.safetensors`, weightFile(weights));
  put(`${path}.json`, JSON.stringify(numbers));
  return `
    import { load } from "${path}.js";
    const [weights, inputs] = await Promise.all([
      fetch("${path}.safetensors").then((response) => response.arrayBuffer()),
      fetch("${path}.json").then((response) => response.json()),
    ]);
    const given = Object.fromEntries(inputs.map(([name, data]) => [name, Float32Array.from(data)]));
  `;
}

/**
 * Compiles a graph to JavaScript and runs it in a page on what the reference would be fed: on one thread, and in an
 * isolated page on two, which must give the same bits.
 */
export async function runInPage(
  page: Page,
  graph: Graph,
  feeds: Feeds,
  batch: number,
  options: PipelineOptions & Pick<EmitOptions, "relaxedSimd"> = {},
): Promise<ReadonlyMap<string, readonly number[]>> {
  const outputs = await page.run(`
    ${declareGiven(page, await emitGraph(graph, batch, options), feeds)}
    ${loadThreads}
    const results = [];
    for (const threads of crossOriginIsolated ? [1, 2] : [1]) {
      const network = await loadThreads((options) => load(weights, options), threads);
      results.push(Object.entries(await network.run(given)).map(([name, data]) => [name, [...data]]));
      network.destroy();
    }
    const [alone, together = alone] = results;
    for (const [index, [name, data]] of alone.entries()) {
      if (data.every((value, at) => Object.is(value, together[index][1][at]))) continue;
      throw new Error(name + " has other bits on two threads");
    }
    export default alone;
  `);
  return new Map(outputs as readonly (readonly [string, readonly number[]])[]);
}
