import { GraphBuilder } from "../../ir/builder.js";
import type { Origin } from "../../ir/graph.js";
import { operators } from "../../ops/index.js";
import type { ConvAlgorithm, Program } from "../../program/program.js";
import type { Numerics } from "../../schedule/demands.js";
import { schedule } from "../../targets/cpu/plan.js";
import { chooseConv, type ConvShape } from "../../targets/cpu/wasm/choose.js";
import { execute } from "../../targets/cpu/wasm/execute.js";
import { candidateName, convKey, namedCandidates, samplesOf } from "../../targets/cpu/wasm/tuned.js";
import { excessOf } from "../compile.js";
import { planNetwork, type CheckedNetwork } from "../network.js";
import { median, type Clock } from "../profile/measure.js";
import type { MeasureHost } from "../profile/profile-network.js";
import type { TuningFile } from "./tuning.js";

/** A convolution and the algorithms that were measured for it. */
export interface TunedConv {
  readonly key: string;
  /** Milliseconds by the algorithm's name, of those whose memory can be had. */
  readonly times: ReadonlyMap<string, number>;
  /** What the cost model takes. */
  readonly expected: string;
  /** What is to be taken, and, where that is not exact, what is then. */
  readonly taken: readonly string[];
}

export interface TuneOptions {
  /** Samples that one pass computes. */
  readonly batch: number;
  /** How long is measured in all. */
  readonly seconds: number;
}

/** Rounds after which what is much slower than the fastest is left out, and fewest rounds in all. */
const firstRounds = 3;
const fewestRounds = 7;
const hopeless = 1.4;
/** What the cost model takes is kept unless something takes less than this part of its time, so that noise moves nothing. */
const better = 0.97;
/** Elements of the memories that are held at once, unless one candidate alone has more. */
const mostHeld = 2 ** 28;

/** Measures every algorithm of each different convolution of a network. */
export async function tuneNetwork(
  host: MeasureHost,
  { network }: CheckedNetwork,
  { batch, seconds }: TuneOptions,
): Promise<readonly TunedConv[]> {
  const shapes = new Map<string, ConvShape>();
  planNetwork(network, {
    batch,
    choose: (shape) => {
      shapes.set(convKey(shape), shape);
      return undefined;
    },
  });
  host.optimise();
  const tuned: TunedConv[] = [];
  const each = (1000 * seconds) / shapes.size;
  for (const [key, shape] of shapes) {
    const part = (inside: number): void => {
      host.show((tuned.length + inside) / shapes.size);
    };
    tuned.push(await tuneConv(key, shape, host.now, each, part));
  }
  host.show(1);
  return tuned.sort((one, other) => compare(one.key, other.key));
}

async function tuneConv(
  key: string,
  shape: ConvShape,
  now: Clock,
  milliseconds: number,
  shown: (part: number) => void,
): Promise<TunedConv> {
  const exact = new Set(namedCandidates(shape, "exact").keys());
  const candidates = [...namedCandidates(shape, "fast")]
    .map(([name, algorithm]) => candidateOf(name, convProgram(shape, algorithm)))
    .filter(({ program }) => excessOf(program, "") === undefined);
  const times = new Map<string, number>();
  let done = 0;
  for (const group of heldTogether(candidates, mostHeld)) {
    const before = done;
    const share = group.length / candidates.length;
    const part = (inside: number): void => {
      shown(before + share * inside);
    };
    for (const [name, time] of await timesOf(group, exact, now, share * milliseconds, part)) {
      times.set(name, time);
    }
    done += share;
  }
  return { key, times, expected: expectedName(shape, "fast"), taken: fastest(shape, times) };
}

interface Candidate {
  readonly name: string;
  readonly program: Program;
  /** Of its memory. */
  readonly elements: number;
}

function candidateOf(name: string, program: Program): Candidate {
  const { arena, weights } = program.memory;
  return { name, program, elements: arena.elements + weights.elements };
}

/** In groups of at most so many elements together, or of one that has more. */
export function heldTogether<T extends { readonly elements: number }>(
  candidates: readonly T[],
  most: number,
): readonly (readonly T[])[] {
  const groups: T[][] = [];
  let held = Infinity;
  for (const candidate of candidates) {
    held += candidate.elements;
    if (held > most) {
      groups.push([]);
      held = candidate.elements;
    }
    groups.at(-1)?.push(candidate);
  }
  return groups;
}

/** Median milliseconds by name, of candidates in turn. */
async function timesOf(
  candidates: readonly Candidate[],
  exact: ReadonlySet<string>,
  now: Clock,
  milliseconds: number,
  shown: (part: number) => void,
): Promise<readonly (readonly [name: string, milliseconds: number])[]> {
  const begun = now();
  const contestants: Contestant[] = [];
  for (const [index, candidate] of candidates.entries()) {
    const one = await contestant(candidate);
    if (one !== undefined) contestants.push(one);
    shown((index + 1) / candidates.length / 2);
  }
  let left: readonly Contestant[] = contestants;
  const passed = (): number => (now() - begun) / milliseconds;
  for (let round = 0; round < fewestRounds || (passed() < 1 && left.length > 1); round += 1) {
    for (const one of left) {
      one.before();
      const start = now();
      one.run();
      one.times.push(now() - start);
    }
    // What runs for the first time is compiled then.
    if (round === 0) for (const { times } of left) times.length = 0;
    if (round === firstRounds) left = hopeful(left, exact);
    shown(Math.min(1, Math.max(0.5, passed())));
  }
  return contestants.map(({ name, times }) => [name, median(times)]);
}

/** What is to be taken by these times: the fastest algorithm, and, where that is not exact, the fastest one that is. */
export function fastest(shape: ConvShape, times: ReadonlyMap<string, number>): readonly string[] {
  const pick = (numerics: Numerics): string => {
    const expected = expectedName(shape, numerics);
    const timeOf = (name: string): number => times.get(name) ?? Infinity;
    const [best = expected] = [...namedCandidates(shape, numerics).keys()].sort(
      (one, other) => timeOf(one) - timeOf(other),
    );
    return timeOf(best) < better * timeOf(expected) ? best : expected;
  };
  const fast = pick("fast");
  return namedCandidates(shape, "exact").has(fast) ? [fast] : [fast, pick("exact")];
}

function expectedName(shape: ConvShape, numerics: Numerics): string {
  return candidateName(shape, chooseConv(shape, numerics));
}

interface Contestant {
  readonly name: string;
  /** Brings about what the convolution finds in memory, and computes it. */
  readonly before: () => void;
  readonly run: () => void;
  readonly times: number[];
}

/** Those that may be the fastest, or the fastest exact one. */
function hopeful(all: readonly Contestant[], exact: ReadonlySet<string>): readonly Contestant[] {
  const least = (some: readonly Contestant[]): number => Math.min(...some.map(({ times }) => median(times)));
  const limits = {
    all: hopeless * least(all),
    exact: hopeless * least(all.filter(({ name }) => exact.has(name))),
  };
  return all.filter(
    ({ name, times }) => median(times) <= (exact.has(name) ? Math.max(limits.all, limits.exact) : limits.all),
  );
}

/** A candidate whose memory can be had. */
async function contestant({ name, program }: Candidate): Promise<Contestant | undefined> {
  const execution = await execute(program);
  if (execution === undefined) return undefined;
  for (const [, at, elements] of execution.load()) {
    scatter(execution.memory.subarray(at, at + elements));
  }
  for (const { view } of program.inputs) scatter(execution.at(view));
  const ofConv = program.run.map(({ origin }) => origin.path === convolution);
  const first = ofConv.indexOf(true);
  const [before, calls] = [execution.run.slice(0, first), execution.run.filter((_, index) => ofConv[index])];
  return { name, before: inTurn(before), run: inTurn(calls), times: [] };
}

function inTurn(calls: readonly (() => void)[]): () => void {
  return () => {
    for (const call of calls) call();
  };
}

/** Numbers in [-1/2, 1/2): multiples of a fraction of 1 that is hard to approximate. */
function scatter(values: Float32Array): void {
  values.forEach((_, index) => {
    values[index] = ((index * 0.618034) % 1) - 0.5;
  });
}

const convolution = "conv";

/** The convolution alone, behind a layer that leaves its input in the caches as another layer would. */
function convProgram(shape: ConvShape, algorithm: ConvAlgorithm): Program {
  const { samples, groups, channels, filters, window, extent } = shape;
  const { kernel, stride, dilation, padding } = window;
  const zeros = [padding[0] + padding[2], padding[1] + padding[3]] as const;
  const size = ([0, 1] as const).map((axis) => {
    const reach = (extent[axis] - 1) * stride[axis] + (kernel[axis] - 1) * dilation[axis] + 1;
    return Math.max(1, reach - zeros[axis]);
  });
  const builder = new GraphBuilder(operators);
  const at = (path: string): Origin => ({ path, blocks: [] });
  const input = builder.input("image", ["N", groups * channels, ...size]);
  const made = builder.at(at("before")).apply("relu", {}, [input]);
  const weight = builder.weight({
    path: "weight",
    shape: [groups * filters, channels, ...kernel],
    initialiser: { kind: "fill", value: 0 },
    trainable: true,
    origin: at(convolution),
  });
  const attributes = {
    filters: groups * filters,
    bias: false,
    init: "he_normal",
    kernel,
    stride,
    padding,
    dilation,
    groups,
  };
  const result = builder.at(at(convolution)).apply("conv", attributes, [made, weight]);
  builder.output("result", result);
  return schedule(builder.finish("conv"), operators, { batch: samples, choose: () => algorithm });
}

/** The text of a tuning file: what has been measured, and what an older one says of other numbers of samples. */
export function tuningText(
  tuned: readonly TunedConv[],
  facts: { readonly model: string; readonly machine: string; readonly batch: number },
  older: TuningFile | undefined,
): string {
  const kept = [...(older?.convolutions ?? [])].filter(([key]) => samplesOf(key) !== facts.batch);
  const entries = [...kept, ...tuned.map(({ key, taken }) => [key, taken] as const)];
  const lines = entries
    .sort(([one], [other]) => compare(one, other))
    .map(
      ([key, names]) =>
        `    ${JSON.stringify(key)}: [${names.map((name) => JSON.stringify(name)).join(", ")}]`,
    );
  return [
    "{",
    `  "model": ${JSON.stringify(facts.model)},`,
    `  "machine": ${JSON.stringify(facts.machine)},`,
    lines.length === 0 ? `  "convolutions": {}` : `  "convolutions": {\n${lines.join(",\n")}\n  }`,
    "}",
    "",
  ].join("\n");
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
