import { constant } from "../../../ir/scalar.js";
import type { ConvAlgorithm, Operation } from "../../../program/program.js";
import type { View } from "../../../program/view.js";
import { floatBytes, lanes, wholeVectors } from "./kernels/lanes.js";
import { strassenWeightBytes } from "./kernels/strassen.js";
import { winogradWeightBytes } from "./kernels/winograd-plan.js";

/** Elements of a weight `[out, in / groups, kh, kw]`, packed. */
export function packedElements(shape: readonly number[], groups: number, algorithm: ConvAlgorithm): number {
  const [filters = 1, channels = 1, kh = 1, kw = 1] = shape;
  switch (algorithm.kind) {
    case "direct":
      return groups * wholeVectors(filters / groups) * channels * kh * kw;
    case "winograd":
      return (
        winogradWeightBytes({ channels, filters, taps: [kh, kw], outputs: algorithm.outputs }) / floatBytes
      );
    case "strassen":
      return strassenWeightBytes({ channels, filters }) / floatBytes;
    case "depthwise":
      return kh * kw * wholeVectors(filters);
  }
}

/** The operations that pack a weight `[out, in / groups, kh, kw]` into `output` as {@link ConvAlgorithm} says. */
export function packing(
  weight: View,
  groups: number,
  algorithm: ConvAlgorithm,
  output: View,
): readonly Operation[] {
  switch (algorithm.kind) {
    case "winograd":
    case "strassen":
      return [{ kind: "transformWeight", algorithm, input: weight, output }];
    case "depthwise": {
      const [filters = 1, , kh = 1, kw = 1] = weight.shape;
      const [outStride = 0, , rowStride = 0, tapStride = 0] = weight.strides;
      const tap = wholeVectors(filters);
      const shape = [kh, kw, filters];
      const input = { ...weight, shape, strides: [rowStride, tapStride, outStride] };
      return filled(input, { ...output, shape, strides: [kw * tap, tap, 1] });
    }
    case "direct":
      return blockPacking(weight, groups, "filters", algorithm.tile.vectors, output);
  }
}

/** Elements of a weight `[out, in / groups, kh, kw]` whose channels are packed in blocks. */
export function gatheredElements(shape: readonly number[]): number {
  const [filters = 1, channels = 1, kh = 1, kw = 1] = shape;
  return filters * wholeVectors(channels) * kh * kw;
}

/**
 * Packs a weight `[out, in / groups, kh, kw]` as `[groups, block, kh, kw, others, those of the block]`: blocks of so many
 * vectors of filters or of channels; the last block of a group has whole vectors.
 */
export function blockPacking(
  weight: View,
  groups: number,
  blocked: "filters" | "channels",
  vectors: number,
  output: View,
): readonly Operation[] {
  const [out = 1, channels = 1, kh = 1, kw = 1] = weight.shape;
  const [outStride = 0, inStride = 0, rowStride = 0, tapStride = 0] = weight.strides;
  const filters = { count: out / groups, stride: outStride };
  const inputs = { count: channels, stride: inStride };
  const [along, others] = blocked === "filters" ? [filters, inputs] : [inputs, filters];
  const width = lanes * vectors;
  const whole = Math.floor(along.count / width);
  const taps = kh * kw * others.count;
  const copy = (blocks: number, from: number, count: number): readonly Operation[] => {
    const shape = [groups, blocks, kh, kw, others.count, count];
    const lies = wholeVectors(count);
    const tap = others.count * lies;
    const ownGroup = filters.count * outStride;
    const read = [ownGroup, width * along.stride, rowStride, tapStride, others.stride, along.stride];
    const written = [taps * wholeVectors(along.count), taps * width, kw * tap, tap, lies, 1];
    return filled(
      { ...weight, offset: weight.offset + from * along.stride, shape, strides: read },
      { ...output, offset: output.offset + from * taps, shape, strides: written },
    );
  };
  const rest = along.count - whole * width;
  return [...(whole > 0 ? copy(whole, 0, width) : []), ...(rest > 0 ? copy(1, whole * width, rest) : [])];
}

/** Copies to vectors along the last axis, with zeros behind what fills no whole one. */
function filled(input: View, output: View): readonly Operation[] {
  const count = output.shape.at(-1) ?? 1;
  const behind = wholeVectors(count) - count;
  const copy: Operation = { kind: "copy", input, output };
  if (behind === 0) return [copy];
  const zeros = { ...output, offset: output.offset + count, shape: output.shape.with(-1, behind) };
  return [copy, { kind: "map", expression: constant(0), inputs: [], output: zeros }];
}

/** Numbers for each group `[groups * count]`, each group beginning with a vector; `undefined` where they lie so. */
export function groupPacking(
  bias: View,
  groups: number,
): { readonly elements: number; readonly pack: (output: View) => readonly Operation[] } | undefined {
  const [all = 1] = bias.shape;
  const [count, stride] = [all / groups, bias.strides[0] ?? 0];
  if (stride === 1 && (groups === 1 || count % lanes === 0)) return undefined;
  const shape = [groups, count];
  const own = wholeVectors(count);
  return {
    elements: groups * own,
    pack: (output) =>
      filled({ ...bias, shape, strides: [count * stride, stride] }, { ...output, shape, strides: [own, 1] }),
  };
}
