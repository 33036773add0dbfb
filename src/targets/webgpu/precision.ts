import { inputsOf } from "../../program/operands.js";
import type { Call, Operation, Program, ProgramOutput } from "../../program/program.js";
import { rowMajorStrides, spanOf, type BufferId } from "../../program/view.js";

/** How activations and weights are kept; all arithmetic is in float32. */
export type Precision = "f32" | "f16";

/** The feature of WebGPU without which a device has no half precision. */
export const halfFeature = "shader-f16";

/**
 * The program with activations and weights in half precision. Float32 stays what the caller gives and takes, what weights
 * are made of while they are loaded, and what minimal filtering computes with, whose transforms magnify rounding. A tap
 * shows what the layers after it read, which is why it is a copy.
 */
export function inHalf(program: Program): Program {
  const buffers = [...program.buffers];
  const copies: Call[] = [];
  const taps = program.taps.map((tap): ProgramOutput => {
    const { shape } = tap.view;
    const strides = rowMajorStrides(shape);
    const buffer = buffers.push({ space: "arena", elements: spanOf({ shape, strides }), offset: 0 }) - 1;
    const view = { buffer, offset: 0, shape, strides };
    copies.push({ kind: "copy", input: tap.view, output: view, origin: { path: tap.name, blocks: [] } });
    return { ...tap, view };
  });
  const run = [...program.run, ...copies];
  const kept = new Set<BufferId>([
    ...[...program.inputs, ...program.outputs, ...taps].map(({ view }) => view.buffer),
    ...float32In(run),
  ]);
  const read = new Set(run.flatMap((call) => inputsOf(call).map(({ buffer }) => buffer)));
  return {
    ...program,
    buffers: buffers.map((buffer, id) => {
      const lasts = buffer.space === "arena" || read.has(id);
      return lasts && !kept.has(id) ? { ...buffer, half: true } : buffer;
    }),
    taps,
    run,
  };
}

/** The planes of minimal filtering, whose transforms magnify rounding. */
export function float32In(run: readonly Operation[]): ReadonlySet<BufferId> {
  return new Set(
    run.flatMap((each) => {
      if (each.kind === "transformInput") return [each.output.buffer];
      return each.kind === "transformOutput" ? [each.input.buffer] : [];
    }),
  );
}
