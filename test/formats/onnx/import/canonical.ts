import type { Attributes, Graph, Node } from "../../../../src/ir/graph.js";
import { sameShape, typeOf } from "../../../../src/ir/graph.js";
import { operatorNamed } from "../../../../src/ir/operator.js";
import { rewrite } from "../../../../src/ir/rewrite.js";
import { operators } from "../../../../src/ops/index.js";

/**
 * The form that a network keeps through ONNX: what passes its input through in inference is gone, adaptive pooling into
 * equal windows is pooling, and nothing tells how weights are initialised, what a picture becomes, or what
 * outputs stand for.
 */
export function canonical(graph: Graph): Graph {
  const { inputs, outputs } = graph;
  const bare: Graph = {
    ...graph,
    inputs: inputs.map(({ name, value, training }) => ({ name, value, training })),
    outputs: outputs.map(({ name, value, role, doc }) => ({ name, value, role, doc })),
  };
  return rewrite(bare, operators, (node, { builder, value }) => {
    const [x = -1] = node.inputs;
    const { inferenceIdentity, layoutOnly } = operatorNamed(operators, node.op).traits;
    const isSame = sameShape(typeOf(graph, x).shape, typeOf(graph, node.results[0] ?? -1).shape);
    if (inferenceIdentity || (layoutOnly && isSame)) return [value(x)];
    const changed = pooled(graph, node) ?? node;
    const attributes = withoutInitialiser(changed.attributes);
    return builder.node({ ...changed, attributes, inputs: node.inputs.map(value) });
  });
}

function withoutInitialiser(attributes: Attributes): Attributes {
  const { init } = attributes;
  if (init === undefined) return attributes;
  return { ...attributes, init: typeof init === "string" ? "he_normal" : 1e-6 };
}

function pooled(graph: Graph, node: Node): Node | undefined {
  if (node.op !== "adaptive_avgpool") return undefined;
  const extents = typeOf(graph, node.inputs[0] ?? -1)
    .shape.slice(2)
    .map(Number);
  const size = typeOf(graph, node.results[0] ?? -1)
    .shape.slice(2)
    .map(Number);
  if (!extents.every((extent, axis) => extent % (size[axis] ?? 1) === 0)) return undefined;
  const kernel = extents.map((extent, axis) => extent / (size[axis] ?? 1));
  const ones = kernel.map(() => 1);
  const padding = [...ones, ...ones].map(() => 0);
  const attributes = {
    kernel,
    stride: kernel,
    dilation: ones,
    padding,
    ceil: false,
    count_include_pad: false,
  };
  return { ...node, op: "avgpool", attributes };
}
