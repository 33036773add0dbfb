import { setFlagsFromString } from "node:v8";
import { constant, input, max } from "../src/ir/scalar.js";
import { algorithmText, nameAlgorithm } from "../src/program/algorithms.js";
import type { ConvAlgorithm } from "../src/program/program.js";
import { chooseConv, convCandidates, shapeInPhases, type ConvShape } from "../src/targets/cpu/wasm/choose.js";
import type { Kernel } from "../src/targets/cpu/wasm/kernel.js";
import { directConv } from "../src/targets/cpu/wasm/kernels/conv.js";
import { dense } from "../src/targets/cpu/wasm/kernels/dense.js";
import { depthwise } from "../src/targets/cpu/wasm/kernels/depthwise.js";
import { strassen, strassenWeightBytes } from "../src/targets/cpu/wasm/kernels/strassen.js";
import { winograd } from "../src/targets/cpu/wasm/kernels/winograd.js";
import { winogradWeightBytes } from "../src/targets/cpu/wasm/kernels/winograd-plan.js";
import { loadKernel, numbers } from "../test/support/wasm.js";
import { distinctLayers, networks, type Layer } from "./layers.js";

// npx tsx bench/kernels.ts [network…]: GFLOP/s of single kernels, in a fully compiled state, of one thread. Alternatives
// are run in turn, and the shortest time of each counts; the one that the compiler chooses has a star.
setFlagsFromString("--no-liftoff");

interface Candidate {
  readonly label: string;
  readonly kernel: Kernel;
  /** Floats of each operand. */
  readonly lengths: readonly number[];
}

const relu = { expression: max(input(0), constant(0)), operands: [] };
const roundMilliseconds = 1;
const rounds = 25;

const wanted = process.argv.slice(2);
for (const [name, layers] of Object.entries(networks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(name);
  for (const { layer, count } of distinctLayers(layers)) {
    const candidates = candidatesOf(layer);
    const times = await shortestTimes(candidates);
    const figures = candidates.map(({ label }, index) => {
      const speed = operations(layer) / (times[index] ?? NaN) / 1e6;
      return `${label} ${speed.toFixed(0)}`;
    });
    const best = Math.min(...times).toFixed(3);
    console.log(`  ${describe(layer).padEnd(34)} ×${count} ${best.padStart(8)} ms   ${figures.join("  ")}`);
  }
}

function describe({ kind, extent, channels, filters, kernel, stride }: Layer): string {
  if (kind === "dense") return `dense ${channels} → ${filters}`;
  const strided = stride === 1 ? "" : `, stride ${stride}`;
  return `${kind} ${kernel}×${kernel} ${channels} → ${filters}, ${extent}²${strided}`;
}

function operations({ kind, extent, channels, filters, kernel }: Layer): number {
  return 2 * extent ** 2 * kernel ** 2 * filters * (kind === "depthwise" ? 1 : channels);
}

function candidatesOf(layer: Layer): readonly Candidate[] {
  if (layer.kind === "dense") return [denseOf(layer)];
  const shape = shapeOf(layer);
  const chosen = chooseConv(shape, "fast");
  const labelOf = (algorithm: ConvAlgorithm): string =>
    algorithmText(nameAlgorithm(algorithm, shape.window.kernel));
  const others = convCandidates(shape, "fast").filter((other) => labelOf(other) !== labelOf(chosen));
  return [chosen, ...others].map((algorithm, index) => {
    const made = candidate(layer, shape, algorithm);
    return index === 0 ? { ...made, label: `*${made.label}` } : made;
  });
}

function shapeOf({ kind, extent, channels, filters, kernel, stride }: Layer): ConvShape {
  const pad = Math.floor(kernel / 2);
  const window = {
    kernel: [kernel, kernel],
    stride: [stride, stride],
    dilation: [1, 1],
    padding: [pad, pad, pad, pad],
  } as const;
  const size = [extent, extent] as const;
  const isDepthwise = kind === "depthwise";
  return {
    samples: 1,
    groups: isDepthwise ? channels : 1,
    channels: isDepthwise ? 1 : channels,
    filters: isDepthwise ? 1 : filters,
    window,
    extent: size,
  };
}

function candidate(layer: Layer, shape: ConvShape, algorithm: ConvAlgorithm): Candidate {
  const { extent, channels, filters, kernel, stride } = layer;
  const label = algorithmText(nameAlgorithm(algorithm, shape.window.kernel));
  const size = extent * stride;
  const lay = (side: number, depth: number) => ({
    sample: side ** 2 * depth,
    row: side * depth,
    pixel: depth,
  });
  const [output, bias, whole] = [lay(extent, filters), true, 32 * Math.ceil(filters / 32)];
  const common = { samples: 1, channels, filters, output, bias, epilogue: relu };
  if (algorithm.kind === "direct") {
    const padded = size + kernel - 1;
    const { window } = shape;
    const places = { groups: 1, extent: shape.extent, input: lay(padded, channels), tile: algorithm.tile };
    const made = directConv("conv", { ...common, ...window, ...places });
    return {
      label,
      kernel: made,
      lengths: [padded ** 2 * channels, kernel ** 2 * channels * whole, whole, output.sample],
    };
  }
  const pixels = lay(size, channels);
  if (algorithm.kind === "depthwise") {
    const sizes = { shape: [1, channels, size, size] as const, extent: shape.extent };
    const call = { ...common, ...sizes, window: shape.window, input: pixels, pixels: algorithm.pixels };
    return {
      label,
      kernel: depthwise("conv", call),
      lengths: [pixels.sample, kernel ** 2 * whole, whole, output.sample],
    };
  }
  if (algorithm.kind === "strassen") {
    const call = { ...common, extent: shape.extent, input: pixels, tile: algorithm.tile };
    const weight = strassenWeightBytes({ channels, filters }) / 4;
    return { label, kernel: strassen("conv", call), lengths: [pixels.sample, weight, whole, output.sample] };
  }
  const walked = shapeInPhases(shape);
  const side = walked === shape ? size : extent + walked.window.kernel[0] - 1;
  const conv = {
    ...common,
    ...algorithm,
    channels: walked.channels,
    taps: walked.window.kernel,
    size: [side, side] as const,
    padding: walked.window.padding,
    input: lay(side, walked.channels),
  };
  const made = winograd("conv", conv);
  const lengths = [conv.input.sample, winogradWeightBytes(conv) / 4, whole, output.sample];
  return { label, kernel: made, lengths: [...lengths, (made.shared ?? 0) / 4] };
}

function denseOf({ channels, filters }: Layer): Candidate {
  const call = { rows: 1, columns: filters, terms: channels, a: channels, b: channels, output: filters };
  const kernel = dense("dense", { ...call, bias: true, epilogue: relu });
  return { label: "*by rows", kernel, lengths: [channels, channels * filters, filters, filters] };
}

async function shortestTimes(candidates: readonly Candidate[]): Promise<readonly number[]> {
  const runs = await Promise.all(
    candidates.map(async ({ kernel, lengths }) => {
      const loaded = await loadKernel(kernel, lengths, "lines");
      const random = numbers(1);
      for (const operand of loaded.operands) operand.forEach((_, index) => (operand[index] = random()));
      const run = (): void => {
        for (const { name, units } of kernel.phases) loaded.run(name, 0, units);
      };
      run();
      return { run, times: Math.max(1, Math.round(roundMilliseconds / elapsed(run, 1))) };
    }),
  );
  const shortest = runs.map(() => Infinity);
  for (let round = 0; round < rounds; round += 1) {
    runs.forEach(({ run, times }, index) => {
      shortest[index] = Math.min(shortest[index] ?? Infinity, elapsed(run, times));
    });
  }
  return shortest;
}

/** Milliseconds of one of so many runs. */
function elapsed(run: () => void, times: number): number {
  const start = performance.now();
  for (let turn = 0; turn < times; turn += 1) run();
  return (performance.now() - start) / times;
}
