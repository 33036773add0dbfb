import type { Network } from "../shared/network.js";
import { checkOutputs, countSamples, keptBuffers } from "../shared/ports.js";
import type { NetworkLayout, Port, PortBuffers } from "../shared/ports.js";
import { gpuErrorOf, guardGpu } from "./gpuError.js";
import type { GpuMachine } from "./gpuMachine.js";
import type { GpuEncoder } from "./gpuTypes.js";

/** A network on a device. Its promises reject with a `GpuError` where the device fails. */
export interface GpuNetwork<Inputs, Outputs, Results = Outputs> extends Network<
  Inputs,
  Outputs,
  Results
> {
  readonly target: "webgpu";
}

/** An input or output: the buffer where it is, besides its first element. */
export interface GpuPort extends Port {
  readonly buffer: number;
}

export interface GpuLayout extends NetworkLayout {
  readonly inputs: readonly GpuPort[];
  readonly outputs: readonly GpuPort[];
  readonly taps?: readonly GpuPort[];
}

/**
 * A network over loaded weights: one submission a batch, which `forward` records, and of which only results are read
 * back.
 */
export async function createGpuNetwork<Inputs, Outputs, Results = Outputs>(
  layout: GpuLayout,
  machine: GpuMachine,
  forward: (encoder: GpuEncoder) => void,
): Promise<GpuNetwork<Inputs, Outputs, Results>> {
  const { batch, taps = [] } = layout;
  const { device, buffers } = machine;
  const ports = [...layout.outputs, ...taps];
  const ownOutputs = keptBuffers(layout.outputs);
  const ownTaps = keptBuffers(taps);
  const sizes = ports.map(({ elements, whole }) =>
    whole ? elements : batch * elements,
  );
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const readback = await machine.readback(all);
  let earlier: Promise<unknown> = Promise.resolve();

  /** The inputs as they are now, in the order of their ports, with zeros up to a whole batch. */
  const copied = (inputs: PortBuffers, samples: number): Float32Array[] => {
    const filled = batch * Math.ceil(samples / batch);
    return layout.inputs.map(({ name, elements, whole }) => {
      const data = new Float32Array(whole ? elements : filled * elements);
      data.set(inputs[name] ?? []);
      return data;
    });
  };

  /** Fills the input ports with the batch that begins at a sample. */
  const upload = (inputs: readonly Float32Array[], first: number): void => {
    layout.inputs.forEach(({ buffer, at, elements, whole }, index) => {
      const data = inputs[index];
      const target = buffers[buffer];
      if (data === undefined || target === undefined) return;
      const part = data.subarray(first * elements, (first + batch) * elements);
      device.queue.writeBuffer(target, 4 * at, whole ? data : part);
    });
  };

  /** Submits a batch, whose results come into `readback`. */
  const submit = (): void => {
    const encoder = device.createCommandEncoder();
    forward(encoder);
    let to = 0;
    ports.forEach(({ buffer, at }, index) => {
      const size = sizes[index] ?? 0;
      const source = buffers[buffer];
      if (source === undefined) return;
      encoder.copyBufferToBuffer(source, 4 * at, readback, 4 * to, 4 * size);
      to += size;
    });
    device.queue.submit([encoder.finish()]);
  };

  /** Reads the first samples of a batch's results into theirs. */
  const download = (results: PortBuffers[], first: number, count: number) => {
    const numbers = new Float32Array(readback.getMappedRange());
    let from = 0;
    ports.forEach(({ name, elements, whole }, index) => {
      const target = results[index < layout.outputs.length ? 0 : 1]?.[name];
      const length = whole ? elements : count * elements;
      const to = whole ? 0 : first * elements;
      target?.set(numbers.subarray(from, from + length), to);
      from += sizes[index] ?? 0;
    });
    readback.unmap();
  };

  const compute = async (
    inputs: readonly Float32Array[],
    samples: number,
    given: PortBuffers | undefined,
  ): Promise<object> => {
    const outputs = given ?? ownOutputs(samples);
    const tapped = ownTaps(samples);
    for (let first = 0; first < samples; first += batch) {
      const failed = machine.failure();
      if (failed !== undefined) throw failed;
      const count = Math.min(batch, samples - first);
      const { done } = guardGpu(device, "run", () => {
        upload(inputs, first);
        submit();
      });
      try {
        await done;
        await readback.mapAsync(1);
      } catch (cause) {
        throw gpuErrorOf(machine.failure() ?? cause, "device-lost", "");
      }
      download([outputs, tapped], first, count);
    }
    return layout.taps === undefined ? outputs : { ...outputs, taps: tapped };
  };

  return {
    target: "webgpu",
    async run(inputs, outputs) {
      const given = outputs as PortBuffers | undefined;
      const samples = countSamples(layout, inputs as PortBuffers);
      if (given !== undefined) checkOutputs(layout, given, samples);
      const taken = copied(inputs as PortBuffers, samples);
      const result = earlier.then(() => compute(taken, samples, given));
      earlier = result.catch(() => undefined);
      return result as Promise<Results>;
    },
    destroy() {
      machine.destroy();
    },
  };
}
