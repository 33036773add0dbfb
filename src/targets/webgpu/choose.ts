import type { ConvAlgorithm, OperationOf, RegisterTile } from "../../program/program.js";
import { contractionOf } from "./contraction.js";
import { lanes, vectorsFor } from "./vectors.js";

const large: RegisterTile = { pixels: 8, vectors: 2 };
const small: RegisterTile = { pixels: 4, vectors: 1 };

/** Invocations that keep a GPU of a few cores busy. */
const enough = 16_384;

/**
 * How a convolution or its transpose is computed: each channel for itself, or by tiles of pixels and channels in
 * registers, large ones where there are enough of them; `undefined` where groups are not whole vectors, number by number.
 */
export function chooseTile(operation: OperationOf<"conv" | "convInputGradient">): ConvAlgorithm | undefined {
  const { groups, terms, results } = contractionOf(operation);
  if (operation.kind === "conv" && groups > 1 && terms === 1 && results === 1)
    return { kind: "depthwise", pixels: 4 };
  if (groups > 1 && (terms % lanes !== 0 || results % lanes !== 0)) return undefined;
  const [samples = 1, , rows = 1, columns = 1] = operation.output.shape;
  const vectors = groups * vectorsFor(results);
  const tiles = Math.ceil((samples * rows * columns) / large.pixels) * Math.ceil(vectors / large.vectors);
  return { kind: "direct", tile: tiles >= enough ? large : small };
}
