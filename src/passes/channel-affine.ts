import type { GraphBuilder } from "../ir/builder.js";
import type { Alignment, Node, Origin, ValueId } from "../ir/graph.js";
import type { ElementwiseTrait } from "../ir/operator.js";
import type { Scalar } from "../ir/scalar.js";

/** A factor and a summand for each channel, both of shape `[C]`. */
export interface ChannelAffine {
  readonly scale: ValueId;
  readonly shift: ValueId;
}

/** Makes the nodes that compute the scale and shift of a node from its parameters, which are values of `builder`. */
export function channelAffineOf(
  { attributes, origin }: Node,
  channelAffine: NonNullable<ElementwiseTrait["channelAffine"]>,
  parameters: readonly ValueId[],
  builder: GraphBuilder,
): ChannelAffine {
  const { scale, shift } = channelAffine(attributes);
  return {
    scale: elementwiseAt(builder, partOf(origin, "scale"))(scale, parameters),
    shift: elementwiseAt(builder, partOf(origin, "shift"))(shift, parameters),
  };
}

/** The origin of something that a layer's weights become. */
export function partOf(origin: Origin, part: string): Origin {
  return { ...origin, path: `${origin.path}.${part}` };
}

/**
 * Makes nodes that compute a scalar expression over tensors, of which the first has the shape of the result. Inputs
 * 1… of the expression are the tensors.
 */
export function elementwiseAt(builder: GraphBuilder, origin: Origin) {
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
