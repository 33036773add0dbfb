import type { CallEpilogue, Operation } from "../../program/program.js";
import { elementsOf, sliceView, spanOf, type View } from "../../program/view.js";
import { lanes, vectorsFor } from "./vectors.js";

/** Part of an axis. */
interface Block {
  readonly from: number;
  readonly count: number;
}

/**
 * The operation in blocks, none of which reads or writes more than `most` elements of a weight: dense layers and
 * convolutions by what they result in, elementwise work by rows. Equal weights have equal blocks, so that what one
 * operation writes, another one reads. What cannot be split stays as it is.
 */
export function splitOperation(
  operation: Operation,
  most: number,
  capacityOf: (view: View) => number,
): readonly Operation[] {
  const isLarge = (view: View): boolean => capacityOf(view) > most;
  switch (operation.kind) {
    case "matmul": {
      const { b, bias, output, epilogue } = operation;
      if (!isLarge(b)) return [operation];
      return blocksOf(b, 1, most).map((block) => ({
        ...operation,
        b: part(b, 1, block),
        bias: bias && part(bias, bias.shape.length - 1, block),
        output: part(output, 1, block),
        epilogue: epilogueOf(epilogue, block),
      }));
    }
    case "conv": {
      const { weight, bias, output, epilogue, groups } = operation;
      if (groups !== 1 || Math.max(capacityOf(weight), packedElements(weight)) <= most) return [operation];
      return blocksOf(weight, 0, Math.floor((most * elementsOf(weight)) / packedElements(weight))).map(
        (block) => ({
          ...operation,
          weight: part(weight, 0, block),
          bias: bias && part(bias, 0, block),
          output: part(output, 1, block),
          epilogue: epilogueOf(epilogue, block),
        }),
      );
    }
    case "map": {
      const { inputs, output } = operation;
      if (![...inputs, output].some(isLarge)) return [operation];
      return blocksOf(output, 0, most).map((block) => ({
        ...operation,
        inputs: inputs.map((view) => part(view, 0, block)),
        output: part(output, 0, block),
      }));
    }
    case "averagePoolGradient":
    case "constant":
    case "convInputGradient":
    case "convWeightGradient":
    case "copy":
    case "maxPoolGradient":
    case "pad":
    case "pool":
    case "read":
    case "reduce":
    case "transformInput":
    case "transformOutput":
    case "transformWeight":
      return [operation];
  }
}

/** Elements of a weight `[out, in, kh, kw]` whose filters and channels are whole vectors. */
function packedElements({ shape }: View): number {
  const [filters = 1, channels = 1, ...taps] = shape;
  return lanes * vectorsFor(filters) * lanes * vectorsFor(channels) * taps.reduce((a, b) => a * b, 1);
}

/** Blocks of whole vectors along an axis, as equal as may be, of which none spans more than `most` elements. */
function blocksOf(view: View, axis: number, most: number): readonly Block[] {
  const extent = view.shape[axis] ?? 1;
  const one = Math.max(spanOf(sliceView(view, axis, 0, 1)), view.strides[axis] ?? 0);
  const largest = Math.max(lanes, lanes * Math.floor(most / one / lanes));
  const count = lanes * vectorsFor(extent / Math.ceil(extent / largest));
  return Array.from({ length: Math.ceil(extent / count) }, (_, index) => {
    return { from: index * count, count: Math.min(count, extent - index * count) };
  });
}

function part(view: View, axis: number, { from, count }: Block): View {
  return sliceView(view, axis, from, count);
}

function epilogueOf(epilogue: CallEpilogue | undefined, block: Block): CallEpilogue | undefined {
  return epilogue && { ...epilogue, operands: epilogue.operands.map((view) => part(view, 1, block)) };
}
