import { readFileSync } from "node:fs";
import type { Graph } from "../../src/ir/graph.js";
import { elements, typeOf } from "../../src/ir/graph.js";
import type { NamedTensor } from "../../src/formats/safetensors.js";

/** Logits that PyTorch computed in float64 for weights and inputs made by the formulas below. */
export interface StoredNetwork {
  readonly input: readonly number[];
  readonly weighted_layers: number;
  readonly params: number;
  readonly logits: readonly number[];
}

export const storedNetworks = JSON.parse(
  readFileSync(new URL("../fixtures/networks.json", import.meta.url), "utf8"),
) as Readonly<Record<string, StoredNetwork>>;

/** lowbias32, a hash of 32 bits (Wellons 2018). */
function lowbias32(seed: number): number {
  let x = seed >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Number i of stream `seed`, in [0, 1). */
function uniform(i: number, seed: number): number {
  return lowbias32(i + Math.imul(seed, 0x9e3779b9)) / 2 ** 32;
}

/** The input for which the logits were computed, flattened `[C, H, W]`. */
export function referenceInput(shape: readonly number[]): Float32Array {
  const length = shape.reduce((product, extent) => product * extent, 1);
  return Float32Array.from({ length }, (_, i) => uniform(i, 0xc0ffee));
}

/** Numbers of the layers: the graph's order, but a layer scale comes before its block, as torchvision defines it. */
function layerNumbers(graph: Graph): ReadonlyMap<string, number> {
  const layers = [...new Set(graph.weights.map(({ path }) => path.slice(0, path.lastIndexOf("."))))];
  for (const scale of layers.filter((layer) => /\blayer_scale\d+$/.test(layer))) {
    const block = scale.slice(0, scale.lastIndexOf(".") + 1);
    layers.splice(layers.indexOf(scale), 1);
    layers.splice(
      layers.findIndex((layer) => layer.startsWith(block)),
      0,
      scale,
    );
  }
  return new Map(layers.map((layer, k) => [layer, k]));
}

/** The weights for which the logits were computed. */
export function referenceWeights(graph: Graph): NamedTensor[] {
  const numbers = layerNumbers(graph);
  return graph.weights.map(({ path, value }) => {
    const at = path.lastIndexOf(".");
    const [layer, slot] = [path.slice(0, at), path.slice(at + 1)];
    const k = numbers.get(layer) ?? -1;
    const { shape } = typeOf(graph, value);
    const isNorm = shape.length === 1;
    const fanIn = elements(shape.slice(1));
    const number = (i: number): number => {
      if (slot === "running_mean") return 0.1 * (2 * uniform(i, 8 * k + 2) - 1);
      if (slot === "running_var") return 0.8 + 0.4 * uniform(i, 8 * k + 3);
      if (slot === "bias") return 0.1 * (2 * uniform(i, 8 * k + 1) - 1);
      const u = uniform(i, 8 * k);
      return isNorm ? 0.4 + 0.4 * u : (2 * u - 1) * Math.sqrt(6 / fanIn);
    };
    return {
      name: path,
      shape: shape.map(Number),
      data: Float32Array.from({ length: elements(shape) }, (_, i) => number(i)),
    };
  });
}
