import type { GraphBuilder } from "../ir/builder.js";
import { loadTimeValues, producersOf } from "../ir/dependence.js";
import { sameShape, type Graph, type Node, type ValueId } from "../ir/graph.js";
import { operatorNamed, type ContractionTrait, type Operators } from "../ir/operator.js";
import { rewrite, usesOf } from "../ir/rewrite.js";
import { add, input, mul } from "../ir/scalar.js";
import { channelAffineOf, elementwiseAt, partOf, type ChannelAffine } from "./channel-affine.js";
import type { Pass } from "./pass.js";

export const foldBatchNorm: Pass = {
  name: "fold-batchnorm",
  doc:
    "Folds a scale and shift a channel into the contraction before it (Jacob et al. 2018, section 3.2): " +
    "arithmetic on weights, done when they are loaded.",
  run(graph, { operators }) {
    let current = graph;
    // One normalisation after another takes a round each.
    for (;;) {
      const targets = targetsOf(current, operators);
      if (targets.size === 0) return { graph: current, diagnostics: [] };
      current = fold(current, operators, targets);
    }
  },
};

/** Nodes whose scale and shift can move into a contraction, with that contraction. */
function targetsOf(graph: Graph, operators: Operators): ReadonlyMap<Node, Node> {
  const producers = producersOf(graph);
  const uses = usesOf(graph);
  const constant = loadTimeValues(graph);
  const outputs = new Set(graph.outputs.map((output) => output.value));
  const traits = (node: Node) => operatorNamed(operators, node.op).traits;
  const targets = new Map<Node, Node>();
  for (const node of graph.nodes) {
    const [data = -1, ...parameters] = node.inputs;
    const producer = producers.get(data);
    const weight = producer?.inputs[traits(producer).contraction?.weight ?? -1];
    const foldable =
      traits(node).elementwise?.channelAffine !== undefined &&
      node.epilogue === undefined &&
      parameters.every((value) => constant.has(value)) &&
      weight !== undefined &&
      constant.has(weight) &&
      producer?.epilogue === undefined &&
      uses.get(data)?.length === 1 &&
      !outputs.has(data);
    if (foldable && producer) targets.set(node, producer);
  }
  return targets;
}

function fold(graph: Graph, operators: Operators, targets: ReadonlyMap<Node, Node>): Graph {
  const folded = new Set(targets.values());
  return rewrite(graph, operators, (node, { builder, values }) => {
    if (folded.has(node)) return "drop";
    const target = targets.get(node);
    const { contraction } = operatorNamed(operators, target?.op ?? node.op).traits;
    const affine = operatorNamed(operators, node.op).traits.elementwise?.channelAffine;
    if (!target || !contraction || !affine) return "keep";
    const parameters = values(node.inputs.slice(1));
    const { scale, shift } = channelAffineOf(node, affine, parameters, builder);
    return builder.node({
      ...target,
      attributes: contraction.withBias(target.attributes),
      inputs: scaledInputs(values(target.inputs), contraction, target, { scale, shift }, builder),
    });
  });
}

/** The inputs of a contraction whose result is multiplied by `scale` `[out]` and increased by `shift` `[out]`. */
function scaledInputs(
  inputs: readonly ValueId[],
  contraction: ContractionTrait,
  { attributes, origin }: Node,
  { scale, shift }: ChannelAffine,
  builder: GraphBuilder,
): readonly ValueId[] {
  const weight = inputs[contraction.weight] ?? -1;
  const bias = inputs[contraction.bias];
  const shape = builder.typeOf(weight).shape.map(Number);
  const shapes = contraction.scaling(attributes, shape);
  const under = (value: ValueId, to: readonly number[]): ValueId =>
    sameShape(builder.typeOf(value).shape, to)
      ? value
      : builder.at(origin).apply("reshape", { shape: to }, [value]);
  const scaleWeight = elementwiseAt(builder, partOf(origin, "folded_weight"));
  const scaleBias = elementwiseAt(builder, partOf(origin, "folded_bias"));
  const operands = [under(weight, shapes.weight), under(scale, shapes.scale)];
  const scaled = [...inputs];
  scaled[contraction.weight] = under(scaleWeight(mul(input(1), input(2)), operands), shape);
  scaled[contraction.bias] =
    bias === undefined ? shift : scaleBias(add(mul(input(1), input(2)), input(3)), [bias, scale, shift]);
  return scaled;
}
