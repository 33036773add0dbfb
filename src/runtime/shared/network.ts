import {
  checkOutputs,
  countSamples,
  InputError,
  keptBuffers,
} from "./ports.js";
import type { NetworkLayout, Port, PortBuffers } from "./ports.js";

/** A network with its weights. Calls do not overlap: each works in the same memory. */
export interface Network<Inputs, Outputs, Results = Outputs> {
  /**
   * Computes any number of samples. Each input holds them one after another, row-major. Results are written to
   * `outputs` where given; without it they go to buffers of the network, which the next call writes again. So do taps.
   */
  run(inputs: Inputs, outputs?: Outputs): Promise<Results>;
  /** The same, without a promise. */
  runSync(inputs: Inputs, outputs?: Outputs): Results;
  /** Ends the network's threads and lets go of its memory; it cannot run after that. */
  close(): void;
}

/**
 * A network over loaded weights. `forward` computes one batch from the input
 * ports to the output ports, which are in `arena`; `close` ends what it has
 * started.
 */
export function createNetwork<Inputs, Outputs, Results = Outputs>(
  layout: NetworkLayout,
  arena: Float32Array,
  forward: () => void,
  close?: () => void,
): Network<Inputs, Outputs, Results> {
  let open: { arena: Float32Array; forward: () => void } | undefined = {
    arena,
    forward,
  };
  const { batch, taps } = layout;
  const ownOutputs = keptBuffers(layout.outputs);
  const ownTaps = keptBuffers(taps ?? []);

  const compute = (
    inputs: PortBuffers,
    given: PortBuffers | undefined,
  ): object => {
    if (open === undefined) throw new InputError("the network is closed");
    const { arena, forward } = open;
    const samples = countSamples(layout, inputs);
    if (given !== undefined) checkOutputs(layout, given, samples);
    const outputs = given ?? ownOutputs(samples);
    const tapped = ownTaps(samples);
    for (let first = 0; first < samples; first += batch) {
      const count = Math.min(batch, samples - first);
      for (const port of layout.inputs)
        fillPort(arena, port, inputs[port.name], first, count, batch);
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
      inputs as PortBuffers,
      outputs as PortBuffers | undefined,
    ) as Results;
  return {
    runSync,
    run: async (inputs, outputs) => Promise.resolve(runSync(inputs, outputs)),
    close: () => {
      open = undefined;
      close?.();
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
