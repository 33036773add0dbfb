import { readFileSync } from "node:fs";
import ts from "typescript";
import { writeSafetensors } from "../../src/formats/safetensors.js";
import type { Graph } from "../../src/ir/graph.js";
import type { Tensor } from "../../src/ops/definition.js";
import { operators } from "../../src/ops/index.js";
import { runPipeline, type PipelineOptions } from "../../src/passes/pipeline.js";
import type { Feeds } from "../../src/reference/run.js";
import type { LoadOptions } from "../../src/runtime/shared/loadWeights.js";
import type { CpuNetwork } from "../../src/runtime/cpu/cpuNetwork.js";
import type { Pixels } from "../../src/runtime/shared/pictureToTensor.js";
import { emitModule, joinSections } from "../../src/targets/cpu/emit/module.js";
import type { EmitOptions } from "../../src/targets/cpu/emit/side.js";
import type { Numerics } from "../../src/schedule/demands.js";
import { schedule } from "../../src/targets/cpu/plan.js";
import { loadThreads, sameBits } from "./threads.js";

const runtime = new URL("../../src/runtime/", import.meta.url);
const transpiled = new Map<string, string>();

/** The runtime's sources, or the JavaScript that the build makes of them. */
export const readRuntime: EmitOptions["readRuntime"] = (path, kind) => {
  const source = readFileSync(new URL(`${path}.ts`, runtime), "utf8");
  if (kind === "ts") return source;
  if (kind === "d.ts") throw new Error("declarations are taken from the build");
  const known = transpiled.get(path);
  if (known !== undefined) return known;
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  });
  transpiled.set(path, outputText);
  return outputText;
};

const facts = { header: ["compiled in a test"], parameters: 0, buffers: 0, macs: 0, trainingWeights: [] };

type Buffers = Readonly<Record<string, Float32Array>>;

/** What a compiled module exports, seen without its types. */
export interface CompiledModule {
  readonly model: {
    readonly name: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly weights: readonly { readonly path: string }[];
  };
  readonly preprocess?: Readonly<Record<string, (pixels: Pixels, tensor?: Float32Array) => Float32Array>>;
  loadSync(weights: Uint8Array, options?: LoadOptions): CompiledNetwork;
  load(weights: Uint8Array, options?: LoadOptions): Promise<CompiledNetwork>;
}

export type CompiledNetwork = CpuNetwork<Buffers, Buffers>;

/** JavaScript text as a module. */
export async function importText(code: string): Promise<CompiledModule> {
  return (await import(
    `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`
  )) as CompiledModule;
}

export async function emitGraph(
  graph: Graph,
  batch: number,
  options: PipelineOptions & Partial<EmitOptions> & { readonly numerics?: Numerics } = {},
): Promise<string> {
  const optimised = runPipeline(graph, { operators }, options).graph;
  const program = schedule(optimised, operators, { batch, ...options });
  return joinSections(
    await emitModule(program, facts, { format: "js", runtime: "inline", readRuntime, ...options }),
  );
}

export function float32(tensor: Tensor): Float32Array {
  return Float32Array.from(tensor.data);
}

export function weightFile(weights: ReadonlyMap<string, Tensor>): Uint8Array {
  return writeSafetensors(
    [...weights].map(([name, tensor]) => ({ name, shape: tensor.shape, data: float32(tensor) })),
  );
}

/**
 * Compiles a graph to JavaScript and runs it on what the reference would be fed; on several threads, too, where there
 * are `threads`, whose bits must be the same.
 */
export async function runCompiled(
  graph: Graph,
  feeds: Feeds,
  batch: number,
  options: PipelineOptions &
    Pick<EmitOptions, "portable" | "relaxedSimd"> & {
      readonly numerics?: Numerics;
      readonly threads?: readonly number[];
    } = {},
): Promise<ReadonlyMap<string, Float32Array>> {
  const module = await importText(await emitGraph(graph, batch, options));
  const weights = weightFile(feeds.weights);
  const inputs = Object.fromEntries([...feeds.inputs].map(([name, tensor]) => [name, float32(tensor)]));
  const outputs = new Map(Object.entries(module.loadSync(weights, { threads: 1 }).runSync(inputs)));
  for (const threads of options.threads ?? []) {
    const network = await loadThreads(module, weights, threads);
    for (const [name, values] of Object.entries(network.runSync(inputs))) {
      if (sameBits(values, outputs.get(name) ?? values.subarray(0, 0))) continue;
      throw new Error(`${name} has other bits on ${threads} threads`);
    }
    network.destroy();
  }
  return outputs;
}
