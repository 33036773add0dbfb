import { loadTimeValues } from "../ir/dependence.js";
import { operatorNamed } from "../ir/operator.js";
import { rewrite } from "../ir/rewrite.js";
import { alongChannels } from "../ops/channelwise.js";
import { channelAffineOf } from "./channel-affine.js";
import type { Pass } from "./pass.js";

/** A scale and a shift are as many parameters as what they would replace. */
const enough = 2;

export const precomputeAffine: Pass = {
  name: "precompute-affine",
  doc:
    "Makes one product and one sum of a scale and shift a channel that no contraction takes in, such as a batch norm " +
    "before its activation: both are computed when weights are loaded.",
  run(graph, { operators }) {
    const constant = loadTimeValues(graph);
    const precomputed = rewrite(graph, operators, (node, { builder, value, values }) => {
      const affine = operatorNamed(operators, node.op).traits.elementwise?.channelAffine;
      const [data = -1, ...parameters] = node.inputs;
      const applies =
        affine !== undefined &&
        node.epilogue === undefined &&
        parameters.length > enough &&
        !constant.has(data) &&
        parameters.every((parameter) => constant.has(parameter));
      if (!applies) return "keep";
      const { scale, shift } = channelAffineOf(node, affine, values(parameters), builder);
      const at = builder.at(node.origin);
      const rank = at.typeOf(value(data)).shape.length;
      const scaled = at.apply("mul", {}, [value(data), alongChannels(at, scale, rank)]);
      return [at.apply("add", {}, [scaled, alongChannels(at, shift, rank)])];
    });
    return { graph: precomputed, diagnostics: [] };
  },
};
