/** Something wrong with what a compiled model is given to compute. */
export class InputError extends Error {
  override readonly name = "InputError";
}

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

/** An input or output in the arena: first element, and elements a sample. */
export interface Port {
  readonly name: string;
  readonly at: number;
  readonly elements: number;
  /** Set where there is no batch axis, but `elements` in all. */
  readonly whole?: boolean;
}

export interface NetworkLayout {
  /** Samples that one pass computes. */
  readonly batch: number;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Values on the way; absent where the module shows none. */
  readonly taps?: readonly Port[];
}

type Buffers = Readonly<Record<string, Float32Array | undefined>>;

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
  const ports = [...layout.outputs, ...(taps ?? [])];
  const ownOutputs = keptBuffers(layout.outputs);
  const ownTaps = keptBuffers(taps ?? []);

  const compute = (inputs: Buffers, given: Buffers | undefined): object => {
    if (open === undefined) throw new InputError("the network is closed");
    const { arena, forward } = open;
    const samples = countSamples(layout, inputs);
    if (samples !== batch && ports.some(({ whole }) => whole)) {
      throw new InputError(
        `an output is about a whole batch: give ${batch} samples, not ${samples}`,
      );
    }
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
    compute(inputs as Buffers, outputs as Buffers | undefined) as Results;
  return {
    runSync,
    run: async (inputs, outputs) => Promise.resolve(runSync(inputs, outputs)),
    close: () => {
      open = undefined;
      close?.();
    },
  };
}

function countSamples(layout: NetworkLayout, inputs: Buffers): number {
  let samples = -1;
  for (const { name, elements, whole } of layout.inputs) {
    const data = inputs[name];
    if (!(data instanceof Float32Array))
      throw new InputError(`input ${name} must be a Float32Array`);
    if (data.length % elements !== 0) {
      throw new InputError(
        `input ${name} has ${data.length} elements, which is no multiple of ${elements}`,
      );
    }
    const count = data.length / elements;
    if (whole) {
      if (count === 1) continue;
      throw new InputError(`input ${name} must have ${elements} elements`);
    }
    if (samples !== -1 && count !== samples) {
      throw new InputError(
        `input ${name} holds ${count} samples, the inputs before it ${samples}`,
      );
    }
    samples = count;
  }
  return samples === -1 ? layout.batch : samples;
}

function outputElements({ elements, whole }: Port, samples: number): number {
  return whole ? elements : samples * elements;
}

function checkOutputs(
  layout: NetworkLayout,
  outputs: Buffers,
  samples: number,
): void {
  for (const port of layout.outputs) {
    const data = outputs[port.name];
    const length = outputElements(port, samples);
    if (!(data instanceof Float32Array) || data.length !== length) {
      throw new InputError(
        `output ${port.name} must be a Float32Array of ${length} elements`,
      );
    }
  }
}

/** Buffers for a number of samples, the same ones as long as that number stays. */
function keptBuffers(ports: readonly Port[]): (samples: number) => Buffers {
  let buffers: Buffers = {};
  let held = -1;
  return (samples) => {
    if (samples === held) return buffers;
    held = samples;
    buffers = Object.fromEntries(
      ports.map((port) => [
        port.name,
        new Float32Array(outputElements(port, samples)),
      ]),
    );
    return buffers;
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
