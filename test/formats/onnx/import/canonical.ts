import type { Attributes, Graph, Node, ValueId } from "../../../../src/ir/graph.js";
import { sameShape, typeOf } from "../../../../src/ir/graph.js";
import { improve } from "../../../../src/formats/onnx/import/patterns/improve.js";
import { opsets } from "../../../../src/formats/onnx/opsets.js";
import { GraphBuilder } from "../../../../src/ir/builder.js";
import { operatorNamed } from "../../../../src/ir/operator.js";
import { rewrite } from "../../../../src/ir/rewrite.js";
import { operators } from "../../../../src/ops/index.js";
import type { AvgpoolAttributes } from "../../../../src/ops/avgpool.js";
import { isPlainPool } from "../../../../src/ops/pool-onnx.js";
import { numbersIn } from "../../../../src/ops/read.js";
import { shapeAttribute } from "../../../../src/ops/shapes.js";
import { removeDead } from "../../../../src/passes/remove-dead.js";
import { exported, imported } from "./imported.js";

/**
 * The form that a network keeps through ONNX, as ARCHITECTURE.md has it: what passes its input through in inference is
 * gone, and so is what no output needs; of several spellings of one function there is one; and nothing tells how weights
 * are initialised, what a picture becomes, or what outputs stand for.
 */
export function canonical(given: Graph): Graph {
  const { graph } = removeDead.run(bare(given), { operators });
  // What has been put together may be spelled in another way, and that be a part of something else.
  const improved = [1, 2].reduce((current) => improve(respelled(current), operators, new Map()), graph);
  return withReshapesOnce(improved);
}

/** Of equal reshapes of a value there is one. Layers with weights may have several of what was one, and stay. */
function withReshapesOnce(graph: Graph): Graph {
  const known = new Map<string, readonly ValueId[]>();
  return rewrite(graph, operators, (node, { builder, values }) => {
    const inputs = values(node.inputs);
    if (node.op !== "reshape") return builder.node({ ...node, inputs });
    const key = `${inputs.join()}: ${String(node.attributes.shape)}`;
    const results = known.get(key) ?? builder.node({ ...node, inputs });
    known.set(key, results);
    return results;
  });
}

function respelled(graph: Graph): Graph {
  return rewrite(graph, operators, (node, { builder, value }) => {
    const [x] = node.inputs;
    if (x === undefined) return "keep";
    const { inferenceIdentity } = operatorNamed(operators, node.op).traits;
    if (inferenceIdentity || isNothing(graph, node)) return [value(x)];
    if (node.op === "avgpool" && !isPlainPool(node.attributes as AvgpoolAttributes, typeOf(graph, x))) {
      return writtenOut(graph, node, builder, value(x));
    }
    const { op, attributes } = spelled(graph, node);
    return builder.node({ ...node, op, attributes, inputs: node.inputs.map(value) });
  });
}

function bare(graph: Graph): Graph {
  const { inputs, outputs } = graph;
  return {
    ...graph,
    inputs: inputs.map(({ name, value, training }) => ({ name, value, training })),
    outputs: outputs.map(({ name, value, role, doc }) => ({ name, value, role, doc })),
  };
}

/** A layer of one operand and no weights as the layers that its ONNX nodes are. */
function writtenOut(graph: Graph, node: Node, builder: GraphBuilder, x: ValueId): readonly ValueId[] {
  const alone = new GraphBuilder(operators);
  const input = alone.input("x", typeOf(graph, node.inputs[0] ?? -1).shape);
  const [output = -1] = alone.node({ ...node, inputs: [input] });
  alone.output("y", output);
  const file = exported(
    alone.finish("layer"),
    { inputs: new Map(), weights: new Map() },
    { opset: opsets.newest },
  );
  const { graph: layers } = imported(file);
  const values = new Map(layers.inputs.map((from) => [from.value, x]));
  for (const weight of layers.weights) {
    const shape = typeOf(layers, weight.value).shape.map(Number);
    const path = `${node.origin.path}.${weight.path}`;
    values.set(weight.value, builder.weight({ ...weight, path, shape }));
  }
  for (const layer of layers.nodes) {
    const inputs = layer.inputs.map((from) => values.get(from) ?? -1);
    builder.node({ ...layer, inputs }).forEach((to, index) => values.set(layer.results[index] ?? -1, to));
  }
  return layers.outputs.map((to) => values.get(to.value) ?? -1);
}

/** Whether a layer gives its input as it is, whatever the numbers are. */
function isNothing(graph: Graph, { op, attributes, inputs, results }: Node): boolean {
  const [from, to] = [inputs[0], results[0]].map((value) => typeOf(graph, value ?? -1).shape);
  if (inputs.length !== 1 || !sameShape(from ?? [], to ?? [])) return false;
  switch (op) {
    case "transpose":
      return numbersIn(attributes, "order").every((axis, index) => axis === index);
    case "reduce_mean":
    case "reduce_max":
    case "reduce_sum":
      return numbersIn(attributes, "axes").every((axis) => from?.[axis] === 1);
    case "channel_shuffle":
      return attributes.groups === 1 || attributes.groups === from?.[1];
    default:
      return (
        resizing.includes(op) || (operatorNamed(operators, op).traits.layoutOnly && op !== "pixel_shuffle")
      );
  }
}

/** What gives its input as it is where the shapes are the same. */
const resizing = ["concat", "slice", "constant_pad", "upsample", "resize"];

interface Spelling {
  readonly op: string;
  readonly attributes: Attributes;
}

function spelled(graph: Graph, node: Node): Spelling {
  const [from, to] = [node.inputs[0] ?? -1, node.results[0] ?? -1].map((value) => typeOf(graph, value).shape);
  const { op, attributes } = node;
  const [extents, size] = [from, to].map((shape) => (shape ?? []).slice(2).map(Number));
  const places = (extents ?? []).map((_, axis) => axis + 2);
  const isPlace = (extents ?? []).every((extent) => extent === 1);
  const reshaped = { op: "reshape", attributes: { shape: shapeAttribute(to ?? []) } };
  switch (op) {
    case "flatten":
      return reshaped;
    case "global_avgpool":
    case "global_maxpool":
      return isPlace ? reshaped : node;
    case "reduce_mean":
    case "reduce_max": {
      const axes = numbersIn(attributes, "axes");
      if (axes.every((axis) => from?.[axis] === 1)) return reshaped;
      const isGlobal = places.length > 0 && axes.join() === places.join() && attributes.keepdims === false;
      return isGlobal
        ? { op: op === "reduce_mean" ? "global_avgpool" : "global_maxpool", attributes: {} }
        : node;
    }
    case "layernorm":
      return {
        op,
        attributes: { ...attributes, over: from?.length === 2 ? "channels" : (attributes.over ?? "") },
      };
    case "maxpool":
      return { op, attributes: { ...attributes, ...reached(attributes, extents ?? [], size ?? []) } };
    case "adaptive_avgpool":
    case "adaptive_maxpool":
      return pooled(node, extents ?? [], size ?? []);
    default:
      return attributes.init === undefined
        ? node
        : { op, attributes: { ...attributes, init: op === "layer_scale" ? 1e-6 : "he_normal" } };
  }
}

/** Padding of a maximum pool at the ends up to where its windows reach, beyond which it means nothing. */
function reached(attributes: Attributes, extents: readonly number[], size: readonly number[]): Attributes {
  const [kernel, stride, dilation, padding] = ["kernel", "stride", "dilation", "padding"].map((name) =>
    numbersIn(attributes, name),
  );
  const begins = (padding ?? []).slice(0, extents.length);
  const ends = extents.map((extent, axis) => {
    const last = ((size[axis] ?? 1) - 1) * (stride?.[axis] ?? 1) - (begins[axis] ?? 0);
    return Math.max(0, last + (dilation?.[axis] ?? 1) * ((kernel?.[axis] ?? 1) - 1) + 1 - extent);
  });
  return { ceil: false, padding: [...begins, ...ends] };
}

/** Adaptive pooling into equal windows is pooling. */
function pooled({ op, attributes }: Spelling, extents: readonly number[], size: readonly number[]): Spelling {
  if (!extents.every((extent, axis) => extent % (size[axis] ?? 1) === 0)) return { op, attributes };
  const kernel = extents.map((extent, axis) => extent / (size[axis] ?? 1));
  const ones = kernel.map(() => 1);
  const padding = [...ones, ...ones].map(() => 0);
  const window = { kernel, stride: kernel, dilation: ones, padding, ceil: false };
  return op === "adaptive_maxpool"
    ? { op: "maxpool", attributes: window }
    : { op: "avgpool", attributes: { ...window, count_include_pad: false } };
}
