import {
  checkOutputs,
  countSamples,
  InputError,
  keptBuffers,
  numbersOf,
} from "../shared/ports.js";
import type { Network } from "../shared/network.js";
import type { NetworkLayout, Port, PortBuffers } from "../shared/ports.js";

/** A network in the memory of this process, with threads of its own. */
export interface CpuNetwork<Inputs, Outputs, Results = Outputs> extends Network<
  Inputs,
  Outputs,
  Results
> {
  readonly target: "cpu";
  /** `run`, without a promise. */
  runSync(inputs: Inputs, outputs?: Outputs): Results;
}

interface Running {
  readonly arena: Float32Array;
  readonly forward: () => void;
  readonly close: (() => void) | undefined;
}

/**
 * A network over loaded weights. `forward` computes one batch from the input
 * ports to the output ports, which are in `arena`; `close` ends what it has
 * started.
 */
export function createCpuNetwork<Inputs, Outputs, Results = Outputs>(
  layout: NetworkLayout,
  arena: Float32Array,
  forward: () => void,
  close?: () => void,
): CpuNetwork<Inputs, Outputs, Results> {
  // All that holds memory, for `destroy` to let go of while the network is reachable.
  let open: Running | undefined = { arena, forward, close };
  const { batch, taps } = layout;
  const ownOutputs = keptBuffers(layout.outputs);
  const ownTaps = keptBuffers(taps ?? []);

  const compute = (
    inputs: Readonly<Record<string, unknown>>,
    given: PortBuffers | undefined,
  ): object => {
    if (open === undefined) throw new InputError("the network is destroyed");
    const { arena, forward } = open;
    const numbers = layout.inputs.map((port) =>
      numbersOf(port, inputs[port.name]),
    );
    const samples = countSamples(
      layout,
      numbers.map(({ length }) => length),
    );
    if (given !== undefined) checkOutputs(layout, given, samples);
    const outputs = given ?? ownOutputs(samples);
    const tapped = ownTaps(samples);
    for (let first = 0; first < samples; first += batch) {
      const count = Math.min(batch, samples - first);
      for (const [index, port] of layout.inputs.entries())
        fillPort(arena, port, numbers[index], first, count, batch);
      forward();
      for (const port of layout.outputs)
        emptyPort(arena, port, outputs[port.name], first, count);
      for (const port of taps ?? [])
        emptyPort(arena, port, tapped[port.name], first, count);
    }
    return taps === undefined ? outputs : { ...outputs, taps: tapped };
  };

  const runSync = (inputs: Inputs, outputs?: Outputs): Results =>
    compute(
      inputs as Readonly<Record<string, unknown>>,
      outputs as PortBuffers | undefined,
    ) as Results;
  return {
    target: "cpu",
    runSync,
    run: async (inputs, outputs) => Promise.resolve(runSync(inputs, outputs)),
    destroy: () => {
      const last = open;
      open = undefined;
      last?.close?.();
    },
  };
}

function fillPort(
  arena: Float32Array,
  { at, elements, whole }: Port,
  data: Float32Array | undefined,
  first: number,
  count: number,
  batch: number,
): void {
  if (data === undefined) return;
  if (whole) {
    arena.set(data, at);
    return;
  }
  const from = first * elements;
  for (let i = 0; i < count * elements; i += 1)
    arena[at + i] = data[from + i] ?? 0;
  if (count < batch)
    arena.fill(0, at + count * elements, at + batch * elements);
}

function emptyPort(
  arena: Float32Array,
  { at, elements }: Port,
  data: Float32Array | undefined,
  first: number,
  count: number,
): void {
  if (data === undefined) return;
  const to = first * elements;
  for (let i = 0; i < count * elements; i += 1)
    data[to + i] = arena[at + i] ?? 0;
}
