import { formatSource } from "../../../src/api/fmt.js";
import { opsets } from "../../../src/formats/onnx/opsets.js";
import { initialise } from "../../../src/formats/initialise.js";
import { elements, typeOf, type Graph, type ValueId } from "../../../src/ir/graph.js";
import { printGraph } from "../../../src/ir/print.js";
import type { OperatorDefinition, Tensor } from "../../../src/ops/definition.js";
import { operators } from "../../../src/ops/index.js";
import { inferenceView } from "../../../src/passes/inference.js";
import { correspondence } from "../../../src/recover/correspondence.js";
import { recover } from "../../../src/recover/recover.js";
import { run, type Feeds } from "../../../src/reference/run.js";
import { textOf } from "../../../src/syntax/layout/text.js";
import { compile } from "../../elaborate/compile.js";
import { canonical } from "../../formats/onnx/import/canonical.js";
import { exported, imported, tensorsOf, tryExported } from "../../formats/onnx/import/imported.js";
import { integers } from "../../ops/random.js";
import { runCompiled } from "../compile.js";
import { runOnnx } from "../onnxruntime.js";

/** A network, and how the engines are to run it. */
export interface Trial {
  readonly text: string;
  readonly batch: number;
  /** Passes that one of the compiled modules is made without. */
  readonly without: readonly string[];
  readonly opset: number;
  /** Whether blocks are exported as functions. */
  readonly functions: boolean;
}

/** How many outputs were compared, and how many could not be. */
export interface Judgement {
  readonly compared: number;
  readonly unstable: number;
}

/** The largest error over the root mean square of an output, against the reference in float64. */
const tolerance = 1e-4;

/**
 * An output that moves by more than this part of its root mean square when every value on the way is off by a rounding to
 * float32 says nothing about an engine: what is left after a cancellation, or is divided by the variance of equal numbers.
 */
const stability = 1e-5;

/** What computes the outputs of a network, flattened, as a trial says. */
export interface Engine<T = Trial> {
  readonly name: string;
  /** What takes the place of the tolerance for networks with an operator that it computes less exactly. */
  readonly budgets?: Readonly<Record<string, number>>;
  run(graph: Graph, feeds: Feeds, trial: T): Promise<ReadonlyMap<string, ArrayLike<number>>>;
}

const engines: readonly Engine[] = [
  {
    name: "compiled code, on one and two threads",
    run: (graph, feeds, { batch }) => runCompiled(graph, feeds, batch, { threads: [2] }),
  },
  {
    name: "compiled code without some passes",
    run: (graph, feeds, { batch, without }) =>
      runCompiled(graph, feeds, batch, { without: new Set(without) }),
  },
  {
    name: "compiled code with kernels in TypeScript",
    run: (graph, feeds, { batch }) => runCompiled(graph, feeds, batch, { portable: true }),
  },
  // Its GroupNormalization is off as one is that takes the variance for the mean of the squares less the square of the
  // mean, which cancels where a group's numbers are nearly equal; cnnc subtracts the mean first. Its
  // InstanceNormalization multiplies before it subtracts, which cancels where a channel's numbers are.
  // Below -3 a gelu is what 1 + tanh leaves of a cancellation, and float32 has few digits of it.
  { name: "onnxruntime", budgets: { groupnorm: 5e-3, instancenorm: 5e-3, gelu: 1e-3 }, run: runExported },
  {
    name: "the import of the export",
    run: (graph, feeds, trial) => Promise.resolve(runImported(graph, feeds, trial)),
  },
];

/** Has every engine run a network, and throws what they disagree on. */
export async function judge(trial: Trial, judged = engines): Promise<Judgement> {
  const graph = graphOf(trial.text);
  await judgeTexts(trial.text, graph);
  return judgeGraph(inferenceView(graph, operators), trial, judged);
}

/** The network of a text. */
export function graphOf(text: string): Graph {
  const { network, rendered } = compile(text);
  if (network === undefined) throw new Error(`the network is not sound:\n${rendered}`);
  return network.graph;
}

/** Holds what engines compute of a graph without training against the reference, and throws what is wrong. */
export async function judgeGraph<T extends { readonly batch: number }>(
  graph: Graph,
  trial: T,
  judged: readonly Engine<T>[],
): Promise<Judgement> {
  const feeds = feedsOf(graph, trial.batch);
  const expected = run(graph, operators, feeds);
  const disturbed = run(graph, disturbing(), feeds);
  const stable = [...expected].filter(([name, { data }]) => {
    const moved = largestDifference(data, disturbed.get(name)?.data ?? []);
    return Number.isFinite(moved) && moved <= stability * rootMeanSquare(data);
  });
  for (const engine of judged) {
    const outputs = await engine.run(graph, feeds, trial);
    const budgets = graph.nodes.map(({ op }) => engine.budgets?.[op] ?? tolerance);
    const allowed = Math.max(tolerance, ...budgets);
    for (const [name, { data }] of stable) {
      const difference = largestDifference(data, outputs.get(name) ?? []);
      const rms = rootMeanSquare(data);
      // All zeros have no scale, and are met exactly.
      if (difference <= allowed * rms) continue;
      throw new Error(`${engine.name}: ${name} is off by ${difference}, and its root mean square is ${rms}`);
    }
  }
  return { compared: stable.length, unstable: expected.size - stable.length };
}

/** The formatted and the expanded text are the same network. */
async function judgeTexts(text: string, graph: Graph): Promise<void> {
  const formatted = (await formatSource(text, "main.cnn")).value ?? "";
  const expanded = textOf(recover(graph, operators));
  for (const [form, other] of Object.entries({ formatted, expanded })) {
    const { network, rendered } = compile(other);
    if (network === undefined) throw new Error(`the ${form} text is not sound:\n${rendered}\n${other}`);
    const [before, after] = [printGraph(graph), printGraph(network.graph)];
    if (before !== after)
      throw new Error(`the ${form} text is another network:\n${other}\n${before}\n${after}`);
  }
}

/** The network as an ONNX file. Not every operator is in the older sets; all are in the newest. */
function exportedFile(graph: Graph, feeds: Feeds, { opset, functions }: Trial): Uint8Array {
  const file = tryExported(graph, feeds, { opset, functions });
  return file instanceof Uint8Array ? file : exported(graph, feeds, { opset: opsets.newest, functions });
}

/** The reference, over the network and the weights that an ONNX file has become; that network must be the same one. */
function runImported(graph: Graph, feeds: Feeds, trial: Trial): ReadonlyMap<string, ArrayLike<number>> {
  const again = imported(exportedFile(graph, feeds, trial));
  const found = correspondence(canonical(graph), canonical(again.graph));
  if (typeof found === "string") throw new Error(`the import of the export is another network: ${found}`);
  const outputs = run(again.graph, operators, { ...feeds, weights: tensorsOf(again) });
  return new Map([...outputs].map(([name, { data }]) => [name, data]));
}

async function runExported(
  graph: Graph,
  feeds: Feeds,
  trial: Trial,
): Promise<ReadonlyMap<string, ArrayLike<number>>> {
  const bytes = exportedFile(graph, feeds, trial);
  const outputs = await runOnnx(bytes, Object.fromEntries(feeds.inputs));
  return new Map(Object.entries(outputs).map(([name, { data }]) => [name, data]));
}

/** The operators, with results that are off by up to half a unit in the last place of float32. */
function disturbing(): ReadonlyMap<string, OperatorDefinition> {
  const random = integers(2);
  const off = (value: number): number => value * (1 + (random(-1000, 1000) / 1000) * 2 ** -24);
  return new Map(
    [...operators].map(([name, definition]) => {
      const evaluate: OperatorDefinition["evaluate"] = (attributes, inputs, batch) =>
        definition
          .evaluate(attributes, inputs, batch)
          .map(({ shape, data }) => ({ shape, data: data.map(off) }));
      return [name, { ...definition, evaluate }];
    }),
  );
}

/** Inputs from -1 to 1, and weights about as large as they are first, but none of them equal. */
function feedsOf(graph: Graph, batch: number): Feeds {
  const random = integers(1);
  const noise = (): number => random(-1000, 1000) / 1000;
  const tensor = (value: ValueId, number: (index: number) => number): Tensor => {
    const shape = typeOf(graph, value).shape.map((dim) => (dim === "N" ? batch : dim));
    const data = Float64Array.from({ length: elements(shape) }, (_, index) => Math.fround(number(index)));
    return { shape, data };
  };
  return {
    inputs: new Map(graph.inputs.map(({ name, value }) => [name, tensor(value, noise)])),
    weights: new Map(
      graph.weights.map(({ path, value, initialiser }) => {
        const first = initialise(typeOf(graph, value).shape.map(Number), initialiser, 1, path);
        const spread = initialiser.kind === "fill" ? 0.4 : 0;
        return [path, tensor(value, (index) => (first[index] ?? 0) + spread * noise())];
      }),
    ),
  };
}

function rootMeanSquare(data: Float64Array): number {
  return Math.sqrt(data.reduce((sum, value) => sum + value * value, 0) / data.length);
}

/** Infinite where there are not as many numbers. */
function largestDifference(expected: Float64Array, given: ArrayLike<number>): number {
  if (given.length !== expected.length) return Infinity;
  return expected.reduce((most, value, index) => {
    const difference = Math.abs(value - (given[index] ?? NaN));
    return difference <= most ? most : Number.isNaN(difference) ? Infinity : difference;
  }, 0);
}
