import type { GraphBuilder } from "../ir/builder.js";
import { loadTimeValues, producersOf } from "../ir/dependence.js";
import type { Alignment, Node, Origin, ValueId } from "../ir/graph.js";
import { operatorNamed, type ContractionTrait } from "../ir/operator.js";
import { rewrite, usesOf } from "../ir/rewrite.js";
import { add, input, mul, type Scalar } from "../ir/scalar.js";
import type { Pass } from "./pass.js";

export const foldBatchNorm: Pass = {
  name: "fold-batchnorm",
  doc:
    "Folds a scale and shift a channel into the contraction before it (Jacob et al. 2018, section 3.2): " +
    "arithmetic on weights, done when they are loaded.",
  run(graph, { operators }) {
    const producers = producersOf(graph);
    const uses = usesOf(graph);
    const constant = loadTimeValues(graph);
    const outputs = new Set(graph.outputs.map((output) => output.value));
    const traits = (node: Node) => operatorNamed(operators, node.op).traits;

    /** The contraction that a node's scale and shift can move into. */
    const targetOf = (node: Node): Node | undefined => {
      const [data = -1, ...parameters] = node.inputs;
      const producer = producers.get(data);
      const foldable =
        traits(node).elementwise?.channelAffine !== undefined &&
        node.epilogue === undefined &&
        parameters.every((value) => constant.has(value)) &&
        producer?.epilogue === undefined &&
        uses.get(data)?.length === 1 &&
        !outputs.has(data);
      const contraction = producer && traits(producer).contraction;
      const weight = producer?.inputs[contraction?.weight ?? -1];
      return foldable && weight !== undefined && constant.has(weight) ? producer : undefined;
    };
    const folded = new Set(graph.nodes.flatMap((node) => targetOf(node) ?? []));

    const result = rewrite(graph, operators, (node, { builder, values }) => {
      if (folded.has(node)) return "drop";
      const target = targetOf(node);
      const contraction = target && traits(target).contraction;
      const affine = traits(node).elementwise?.channelAffine?.(node.attributes);
      if (!target || !contraction || !affine) return "keep";
      const parameters = values(node.inputs.slice(1));
      const apply = elementwiseAt(builder, node.origin);
      const scale = apply(affine.scale, parameters);
      const shift = apply(affine.shift, parameters);
      return builder.node({
        ...target,
        inputs: scaledInputs(values(target.inputs), contraction, scale, shift, builder, node.origin),
      });
    });
    return { graph: result, diagnostics: [] };
  },
};

/** The inputs of a contraction whose result is multiplied by `scale` `[out]` and increased by `shift` `[out]`. */
function scaledInputs(
  inputs: readonly ValueId[],
  contraction: ContractionTrait,
  scale: ValueId,
  shift: ValueId,
  builder: GraphBuilder,
  origin: Origin,
): readonly ValueId[] {
  const apply = elementwiseAt(builder, origin);
  const weight = inputs[contraction.weight] ?? -1;
  const bias = inputs[contraction.bias];
  const { shape } = builder.typeOf(weight);
  const column = shape.map((extent, axis) => (axis === 0 ? Number(extent) : 1));
  const [scaleColumn = -1] = builder.node({
    op: "reshape",
    attributes: { shape: column },
    inputs: [scale],
    origin,
  });
  const scaled = [...inputs];
  scaled[contraction.weight] = apply(mul(input(1), input(2)), [weight, scaleColumn]);
  scaled[contraction.bias] =
    bias === undefined ? shift : apply(add(mul(input(1), input(2)), input(3)), [bias, scale, shift]);
  return scaled;
}

/**
 * Makes nodes that compute a scalar expression over tensors, of which the first has the shape of the result. Inputs
 * 1… of the expression are the tensors.
 */
function elementwiseAt(builder: GraphBuilder, origin: Origin) {
  return (expression: Scalar, tensors: readonly ValueId[]): ValueId => {
    const operands = tensors.map((): Alignment => "trailing");
    const inputs = [...tensors.slice(0, 1), ...tensors];
    const [result = -1] = builder.node({
      op: "identity",
      attributes: {},
      inputs,
      epilogue: { expression, operands },
      origin,
    });
    return result;
  };
}
