import type { Graph } from "../../../src/ir/graph.js";
import type { PipelineOptions } from "../../../src/passes/pipeline.js";
import type { Feeds } from "../../../src/reference/run.js";
import { emitGraph, float32, weightFile } from "../compile.js";
import type { Page } from "./browser.js";

let compiled = 0;

/** Compiles a graph to JavaScript and runs it in a page on what the reference would be fed. */
export async function runInPage(
  page: Page,
  graph: Graph,
  feeds: Feeds,
  batch: number,
  options: PipelineOptions = {},
): Promise<ReadonlyMap<string, readonly number[]>> {
  compiled += 1;
  // A page holds a module by its address as long as it lives.
  const path = `/compiled-${compiled}`;
  const inputs = [...feeds.inputs].map(([name, tensor]) => [name, [...float32(tensor)]]);
  page.put(`${path}.js`, await emitGraph(graph, batch, options));
  page.put(`${path}.safetensors`, weightFile(feeds.weights));
  page.put(`${path}.json`, JSON.stringify(inputs));
  const outputs = await page.run(`
    import { load } from "${path}.js";
    const [weights, inputs] = await Promise.all([
      fetch("${path}.safetensors").then((response) => response.arrayBuffer()),
      fetch("${path}.json").then((response) => response.json()),
    ]);
    const network = await load(weights);
    const given = inputs.map(([name, data]) => [name, Float32Array.from(data)]);
    const outputs = await network.run(Object.fromEntries(given));
    export default Object.entries(outputs).map(([name, data]) => [name, [...data]]);
  `);
  return new Map(outputs as readonly (readonly [string, readonly number[]])[]);
}
