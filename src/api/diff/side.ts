import { hasErrors, type Diagnostic } from "../../diagnostics/diagnostic.js";
import { typeOf } from "../../ir/graph.js";
import type { Tensor } from "../../ops/definition.js";
import { operators } from "../../ops/index.js";
import { inferenceView } from "../../passes/inference.js";
import { observe } from "../../passes/observe.js";
import { run } from "../../reference/run.js";
import { readTensor } from "../../runtime/shared/readTensor.js";
import type { GpuDevice } from "../../runtime/webgpu/gpuTypes.js";
import type { Precision } from "../../targets/webgpu/precision.js";
import { loadNetwork, type Buffers, type RunHost } from "../load.js";
import { tuneChoice } from "../tune/tuning.js";
import type { CheckedNetwork } from "../network.js";
import type { WeightFile } from "../weights/fit.js";
import { matchedWeights } from "../weights/match.js";
import type { LayerValues } from "./compare.js";
import { inferenceLayers } from "./layers.js";

/** What runs a network: compiled code, that with kernels in TypeScript, that for WebGPU, or the operators' definitions in float64. */
export type DiffTarget = "cpu" | "portable" | "webgpu" | "reference";

/** A network with weights, on a target. */
export interface DiffSide {
  readonly entry: string;
  readonly checked: CheckedNetwork;
  readonly weights: WeightFile;
  readonly target: DiffTarget;
  /** How WebGPU keeps activations and weights. */
  readonly precision: Precision;
  /** Opens what computes, where that is WebGPU. */
  readonly openDevice: () => Promise<GpuDevice>;
}

/** What the layers of a network give, by path, and what there is to say about its weights. */
export interface SideValues {
  readonly layers: ReadonlyMap<string, LayerValues>;
  readonly warnings: readonly Diagnostic[];
}

/** What every layer of inference gives for some samples; or why the network cannot be run. */
export async function layerValues(
  host: RunHost,
  side: DiffSide,
  inputs: Buffers,
  samples: number,
): Promise<SideValues | readonly Diagnostic[]> {
  const { network } = side.checked;
  const layers = inferenceLayers(network.graph);
  const graph = observe(network.graph, [...layers.values()]);
  const observed = { ...side, checked: { ...side.checked, network: { ...network, graph } } };
  const given = await runners[side.target](host, observed, inputs, samples);
  if ("length" in given) return given;
  const { values, warnings } = given;
  const operatorsOf = new Map(network.graph.nodes.map(({ origin, op }) => [origin.path, op]));
  const shown = new Map(
    [...layers].flatMap(([path, { value }]) => {
      const data = values.get(path);
      const { shape } = typeOf(network.graph, value);
      const operator = operatorsOf.get(path) ?? "";
      return data === undefined ? [] : [[path, { operator, shape, data }]];
    }),
  );
  return { layers: shown, warnings };
}

interface Values {
  readonly values: ReadonlyMap<string, LayerValues["data"]>;
  readonly warnings: readonly Diagnostic[];
}

type Runner = (
  host: RunHost,
  side: DiffSide,
  inputs: Buffers,
  samples: number,
) => Promise<Values | readonly Diagnostic[]>;

const runners: Readonly<Record<DiffTarget, Runner>> = {
  cpu: compiledValues,
  portable: compiledValues,
  webgpu: compiledValues,
  reference: referenceValues,
};

async function compiledValues(
  host: RunHost,
  { checked, entry, weights, target, precision, openDevice }: DiffSide,
  inputs: Buffers,
  samples: number,
): Promise<Values | readonly Diagnostic[]> {
  const portable = target === "portable";
  const isOnCpu = target !== "webgpu";
  const { choose, findings } = tuneChoice(host, entry, checked.network.graph.name, { portable });
  const on = isOnCpu ? { portable, choose } : { openDevice, precision };
  const network = await loadNetwork(host, checked, { entry, weights, batch: samples, ...on });
  if ("length" in network) return network;
  try {
    if (isOnCpu && hasErrors(findings())) return findings();
    return { values: new Map(Object.entries(await network.runTaps(inputs))), warnings: network.warnings };
  } finally {
    network.destroy();
  }
}

async function referenceValues(
  _host: RunHost,
  { checked, entry, weights }: DiffSide,
  inputs: Buffers,
  samples: number,
): Promise<Values | readonly Diagnostic[]> {
  const graph = inferenceView(checked.network.graph, operators);
  const matched = await matchedWeights(checked.network.graph, weights, entry);
  if (!("places" in matched)) return matched;
  const tensor = (value: number, data: ArrayLike<number>): Tensor => {
    const shape = typeOf(graph, value).shape.map((dim) => (dim === "N" ? samples : dim));
    return { shape, data: Float64Array.from(data) };
  };
  const read = new Map<string, Tensor>();
  for (const { path, value } of graph.weights) {
    const place = matched.places.get(path);
    if (place === undefined) continue;
    const data = new Float32Array(place.shape.reduce((product, extent) => product * extent, 1));
    await readTensor(weights.source, place, data);
    read.set(path, tensor(value, data));
  }
  const given = graph.inputs.map(({ name, value }) => [name, tensor(value, inputs[name] ?? [])] as const);
  const outputs = run(graph, operators, { inputs: new Map(given), weights: read });
  return {
    values: new Map([...outputs].map(([name, { data }]) => [name, data])),
    warnings: matched.warnings,
  };
}
