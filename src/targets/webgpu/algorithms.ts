import { constant } from "../../ir/scalar.js";
import type { ConvAlgorithm, Operation, OperationOf } from "../../program/program.js";
import type { View } from "../../program/view.js";
import type { Scratch } from "../../schedule/demands.js";
import { isInRuns } from "./contraction.js";
import { minimalFor } from "./minimal.js";
import { packedElements, packing } from "./packing.js";
import { lanes, vectorsFor, vectorStrides } from "./vectors.js";

type Contraction = OperationOf<"conv" | "convInputGradient">;
type MinimalFiltering = Extract<ConvAlgorithm, { readonly kind: "winograd" }>;

/** What operations have brought views to, by the views and what was asked: each is done once. */
export type Brought = Map<string, View>;

/**
 * The operations that compute a convolution or its transpose by an algorithm, packed weights among them; its input is as
 * the kernels take it.
 */
export function operationsFor(
  operation: Contraction,
  algorithm: ConvAlgorithm,
  scratch: Pick<Scratch, "allocate" | "spaceOf">,
  brought: Brought,
): readonly Operation[] {
  const { kind, groups } = operation;
  const before: Operation[] = [];
  const as = { kind, groups, algorithm, inRuns: isInRuns(operation) };
  const outputs = algorithm.kind === "winograd" ? algorithm.outputs : [];
  const key = ["pack", operation.weight, groups, kind, as.inRuns, algorithm.kind, outputs];
  const weight = once(brought, key, () => {
    const elements = packedElements(operation.weight.shape, as);
    const packed = scratch.allocate(scratch.spaceOf(operation.weight), [elements]);
    before.push(
      { kind: "map", expression: constant(0), inputs: [], output: packed },
      ...packing(operation.weight, as, packed),
    );
    return packed;
  });
  if (algorithm.kind !== "winograd" || operation.kind !== "conv")
    return [...before, { ...operation, algorithm, weight }];
  const { tiles, products, last } = minimalFiltering(operation, algorithm, scratch);
  const input = once(brought, ["tiles", operation.input, outputs, tiles.grid, tiles.padding], () => {
    before.push(tiles);
    return tiles.output;
  });
  return [...before, { ...products, input, weight }, last];
}

/** Minimal filtering as three operations, of which the product of all planes is a convolution in groups. */
function minimalFiltering(
  { input, weight, window, bias, epilogue, output }: OperationOf<"conv">,
  { outputs, tile }: MinimalFiltering,
  scratch: Pick<Scratch, "allocate" | "spaceOf">,
) {
  const planes = minimalFor(outputs[0]).inputs ** 2;
  const [samples = 1] = output.shape;
  const grid = gridOf(output, outputs[0]);
  const inPlanes = ({ shape }: View): View => {
    const channels = planes * lanes * vectorsFor(shape[1] ?? 1);
    const whole = [1, channels, samples * grid[0] * grid[1], 1];
    return scratch.allocate(scratch.spaceOf(output), whole, vectorStrides(whole));
  };
  const [transformed, summed] = [inPlanes(input), inPlanes(output)];
  const [top, left] = window.padding;
  const one = [1, 1] as const;
  const tiles: OperationOf<"transformInput"> = {
    kind: "transformInput",
    outputs,
    grid,
    padding: [top, left],
    input,
    output: transformed,
  };
  const products: OperationOf<"conv"> = {
    kind: "conv",
    groups: planes,
    input: transformed,
    weight,
    bias: undefined,
    output: summed,
    window: { kernel: one, stride: one, dilation: one, padding: [0, 0, 0, 0] },
    epilogue: undefined,
    algorithm: { kind: "direct", tile },
  };
  const last: OperationOf<"transformOutput"> = {
    kind: "transformOutput",
    outputs,
    grid,
    input: summed,
    bias,
    output,
    epilogue,
  };
  return { tiles, products, last };
}

/** Rows and columns of tiles in a sample. */
export function gridOf({ shape }: View, outputs: number): readonly [number, number] {
  const [, , rows = 1, columns = 1] = shape;
  return [Math.ceil(rows / outputs), Math.ceil(columns / outputs)];
}

export function once(brought: Brought, key: readonly unknown[], bring: () => View): View {
  const text = JSON.stringify(key);
  const known = brought.get(text);
  if (known !== undefined) return known;
  const view = bring();
  brought.set(text, view);
  return view;
}
