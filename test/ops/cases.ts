import { readFileSync } from "node:fs";
import { GraphBuilder } from "../../src/ir/builder.js";
import type { DType, Graph } from "../../src/ir/graph.js";
import { Problem } from "../../src/ir/operator.js";
import type { Argument, Arguments, Tensor } from "../../src/ops/definition.js";
import { operators } from "../../src/ops/index.js";
import type { Feeds } from "../../src/reference/run.js";

interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/**
 * One case of fixtures/operators.json, computed by PyTorch 1.13 in float64: the output, and the gradients of
 * sum(output * upstream).
 */
export interface ReferenceCase {
  readonly op: string;
  readonly attributes: Readonly<Record<string, Argument>>;
  readonly inputs: readonly StoredTensor[];
  readonly weights: Readonly<Record<string, StoredTensor>>;
  readonly output: StoredTensor;
  readonly upstream: StoredTensor;
  readonly input_gradients: readonly StoredTensor[];
  readonly weight_gradients: Readonly<Record<string, StoredTensor>>;
}

export const cases = JSON.parse(
  readFileSync(new URL("../fixtures/operators.json", import.meta.url), "utf8"),
) as readonly ReferenceCase[];

/** The arguments with which the language calls each operator of the file, from the attributes stored there. */
const translations: Readonly<Record<string, (stored: ReferenceCase["attributes"]) => Arguments>> = {
  conv: (stored) => ({ ...stored, pad: stored.pads_tlbr ?? 0 }),
  dense: (stored) => stored,
  maxpool: (stored) => ({ ...stored, pad: stored.padding ?? 0 }),
  avgpool: (stored) => ({ ...stored, pad: stored.padding ?? 0 }),
  global_avgpool: () => ({}),
  global_maxpool: () => ({}),
  batchnorm: (stored) => stored,
  lrn: (stored) => ({ ...stored, alpha: stored.alpha_divided_by_size ?? 0, k: stored.bias ?? 0 }),
  relu: () => ({}),
  tanh: () => ({}),
  sigmoid: () => ({}),
  softmax: () => ({}),
  log_softmax: () => ({}),
  relu6: () => ({}),
  leaky_relu: (stored) => stored,
  prelu: () => ({}),
  elu: (stored) => stored,
  selu: () => ({}),
  softplus: () => ({}),
  silu: () => ({}),
  hard_swish: () => ({}),
  hard_sigmoid: () => ({}),
  mish: () => ({}),
  gelu: () => ({}),
  gelu_tanh: () => ({ approximate: "tanh" }),
  frelu: (stored) => stored,
  conv_transpose: (stored) => ({ ...stored, pad: stored.padding ?? 0 }),
  adaptive_avgpool: (stored) => ({ size: stored.output ?? 1 }),
  adaptive_maxpool: (stored) => ({ size: stored.output ?? 1 }),
  upsample: (stored) => stored,
  pixel_shuffle: (stored) => stored,
  channel_shuffle: (stored) => stored,
  batchnorm_training: (stored) => stored,
  layernorm: ({ over = "", ...stored }) => ({ ...stored, over: over === "C" ? "channels" : "all" }),
  instancenorm: (stored) => stored,
  groupnorm: (stored) => stored,
  cross_entropy: (stored) => stored,
  mean_squared_error: () => ({}),
};

/** Operators of the file that the language has under another name. */
const synonyms: Readonly<Record<string, string>> = { gelu_tanh: "gelu" };

/** Names of weights in the file that are not those of the slots. */
const renamed: Readonly<Record<string, string>> = { running_mean: "mean", running_var: "var" };

export function tensor({ shape, data }: StoredTensor): Tensor {
  return { shape, data: Float64Array.from(data) };
}

/** The graph of one case: input `x`, weights `layer.<slot>`, output `y`; and what it is fed. */
export interface CaseGraph {
  readonly graph: Graph;
  readonly feeds: Feeds;
  /** Expected gradients by input name and weight path. */
  readonly gradients: ReadonlyMap<string, Tensor>;
}

/** The case as a graph, built as a call in a model would be: by `resolve` (if it can be written) and `weights`. */
export function caseGraph({ op, attributes: stored, ...values }: ReferenceCase): CaseGraph {
  const definition = operators.get(synonyms[op] ?? op);
  const translate = translations[op];
  const [x] = values.inputs;
  if (definition === undefined || translate === undefined || x === undefined)
    throw new Error(`no translation of ${op}`);

  const builder = new GraphBuilder(operators);
  const origin = { path: "layer", blocks: [] };
  const input = builder.input("x", ["N", ...x.shape.slice(1)]);
  const type = builder.typeOf(input);
  const parameters = definition.syntax.kind === "call" ? definition.syntax.parameters : [];
  const defaults = parameters.flatMap(({ name, default: standard }) =>
    standard === undefined ? [] : [[name, standard] as const],
  );
  const given = { ...Object.fromEntries(defaults), ...translate(stored) };
  const attributes = definition.syntax.kind === "internal" ? given : definition.resolve(given, type);
  if (attributes instanceof Problem) throw new Error(attributes.message);

  const inputs = new Map([["x", tensor(x)]]);
  const operands = [input];
  if (stored.target !== undefined) {
    const { target, dtype } = targetOf(stored.target);
    inputs.set("target", target);
    operands.push(builder.input("target", ["N", ...target.shape.slice(1)], { dtype }));
  }

  const weights = new Map<string, Tensor>();
  const gradients = new Map([["x", tensor(required(values.input_gradients[0], "gradient"))]]);
  const slots = definition.weights(attributes, type).map(({ name, ...slot }) => {
    const path = `layer.${name}`;
    const storedName = renamed[name] ?? name;
    weights.set(path, tensor(required(values.weights[storedName], path)));
    if (slot.trainable) gradients.set(path, tensor(required(values.weight_gradients[storedName], path)));
    return builder.weight({ path, ...slot, origin });
  });
  const [result] = builder.node({ op: definition.name, attributes, inputs: [...operands, ...slots], origin });
  builder.output("y", required(result, "result"));
  return { graph: builder.finish(op), feeds: { inputs, weights }, gradients };
}

/** The target of a loss: classes, or numbers in rows. */
function targetOf(stored: Argument | readonly (readonly number[])[]): { target: Tensor; dtype: DType } {
  if (typeof stored !== "object") throw new Error("a target is a list");
  const rows = stored.filter((row) => typeof row === "object");
  const data = Float64Array.from(stored.flat());
  const shape = [stored.length, ...(rows[0] === undefined ? [] : [rows[0].length])];
  return { target: { shape, data }, dtype: rows.length === 0 ? "i32" : "f32" };
}

function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`${name} is missing`);
  return value;
}

/** max|actual - expected| / max|expected| */
export function relativeError(actual: Tensor | undefined, expected: Tensor): number {
  if (actual?.shape.join() !== expected.shape.join()) return Infinity;
  let worst = 0;
  let largest = 0;
  expected.data.forEach((value, index) => {
    worst = Math.max(worst, Math.abs((actual.data[index] ?? NaN) - value));
    largest = Math.max(largest, Math.abs(value));
  });
  return largest === 0 ? worst : worst / largest;
}
