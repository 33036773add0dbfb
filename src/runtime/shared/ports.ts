/** Something wrong with what a compiled model is given to compute. */
export class InputError extends Error {
  override readonly name = "InputError";
}

/** An input or output in memory: first element, and elements a sample. */
export interface Port {
  readonly name: string;
  readonly at: number;
  readonly elements: number;
  /** Set where there is no batch axis, but `elements` in all. */
  readonly whole?: boolean;
}

export interface InputPort extends Port {
  /** Makes numbers of what is none, such as pictures. Throws {@link InputError}. */
  readonly numbers?: (name: string, given: unknown) => Float32Array;
}

export interface NetworkLayout {
  /** Samples that one pass computes. */
  readonly batch: number;
  readonly inputs: readonly InputPort[];
  readonly outputs: readonly Port[];
  /** Values on the way; absent where the module shows none. */
  readonly taps?: readonly Port[];
}

/** Numbers by the names of ports. */
export type PortBuffers = Readonly<Record<string, Float32Array | undefined>>;

/** What an input is given, as numbers. Throws {@link InputError} where it is none. */
export function numbersOf(
  { name, numbers }: InputPort,
  given: unknown,
): Float32Array {
  if (given instanceof Float32Array) return given;
  if (numbers !== undefined) return numbers(name, given);
  throw new InputError(`input ${name} must be a Float32Array`);
}

/** How many samples the inputs hold, of so many elements each. Throws {@link InputError}, also where outputs ask for a whole batch. */
export function countSamples(
  layout: NetworkLayout,
  lengths: readonly number[],
): number {
  let samples = -1;
  for (const [index, { name, elements, whole }] of layout.inputs.entries()) {
    const length = lengths[index] ?? 0;
    if (length % elements !== 0) {
      throw new InputError(
        `input ${name} has ${length} elements, which is no multiple of ${elements}`,
      );
    }
    const count = length / elements;
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
  if (samples === -1) samples = layout.batch;
  const ports = [...layout.outputs, ...(layout.taps ?? [])];
  if (samples !== layout.batch && ports.some(({ whole }) => whole)) {
    throw new InputError(
      `an output is about a whole batch: give ${layout.batch} samples, not ${samples}`,
    );
  }
  return samples;
}

/** Elements of an output of so many samples. */
export function outputElements(
  { elements, whole }: Port,
  samples: number,
): number {
  return whole ? elements : samples * elements;
}

/** Throws {@link InputError} where what results are written to does not fit. */
export function checkOutputs(
  layout: NetworkLayout,
  outputs: PortBuffers,
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

/** PortBuffers for a number of samples, the same ones as long as that number stays and none is transferred away. */
export function keptBuffers(
  ports: readonly Port[],
): (samples: number) => PortBuffers {
  let buffers: PortBuffers = {};
  return (samples) => {
    const isKept = ports.every(
      (port) => buffers[port.name]?.length === outputElements(port, samples),
    );
    if (isKept) return buffers;
    buffers = Object.fromEntries(
      ports.map((port) => [
        port.name,
        new Float32Array(outputElements(port, samples)),
      ]),
    );
    return buffers;
  };
}
