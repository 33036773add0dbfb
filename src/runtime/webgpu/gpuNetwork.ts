import type { Network } from "../shared/network.js";
import { checkOutputs, countSamples, keptBuffers } from "../shared/ports.js";
import type { NetworkLayout, PortBuffers } from "../shared/ports.js";
import { allDone, guardGpu } from "./gpuError.js";
import { openGpuInput } from "./gpuInputs.js";
import type { GpuInputPort, TakenInput } from "./gpuInputs.js";
import type { GpuMachine } from "./gpuMachine.js";
import {
  checkOutputBuffers,
  intoBuffers,
  openReadback,
  ResultBuffers,
} from "./gpuResults.js";
import type { GpuPort, GpuResults, PortDeviceBuffers } from "./gpuResults.js";
import type { DeviceBuffer, DeviceTexture, GpuEncoder } from "./gpuTypes.js";

/**
 * What a device takes besides: for any input a `GPUBuffer` of the device that holds what the `Float32Array` would, with
 * the usage COPY_SRC; for a picture a `GPUTexture` of the format rgba8unorm or bgra8unorm, with TEXTURE_BINDING. Textures
 * are read by what the call submits before it returns, buffers when it is the call's turn: they have to stay as they are
 * until its promise is settled.
 */
export type DeviceInputs<Inputs> = {
  readonly [Name in keyof Inputs]:
    | Inputs[Name]
    | DeviceBuffer
    | ([Exclude<Inputs[Name], Float32Array>] extends [never]
        ? never
        : DeviceTexture | readonly DeviceTexture[]);
};

/** Results that stay on the device: a buffer in the place of each `Float32Array`. */
export type DeviceResults<Results> = {
  readonly [Name in keyof Results]: Results[Name] extends Float32Array
    ? DeviceBuffer
    : DeviceResults<Results[Name]>;
};

/** A network on a device. Its promises reject with a `GpuError` where the device fails. */
export interface GpuNetwork<Inputs, Outputs, Results = Outputs> extends Network<
  Inputs,
  Outputs,
  Results
> {
  readonly target: "webgpu";
  run(inputs: DeviceInputs<Inputs>, outputs?: Outputs): Promise<Results>;
  /**
   * `run`, whose results stay on the device: float32, row-major, sample after sample. They are copied to `outputs` where
   * given, which needs the usage COPY_DST; without it they are in buffers of the network (STORAGE, COPY_SRC, COPY_DST),
   * which the next call of `runToBuffers` writes again, or gives back if it has another number of samples or fails; it
   * may take them as inputs. The promise is settled when all is submitted: work that is submitted after that finds the results.
   */
  runToBuffers(
    inputs: DeviceInputs<Inputs>,
    outputs?: DeviceResults<Outputs>,
  ): Promise<DeviceResults<Results>>;
}

export interface GpuLayout extends NetworkLayout {
  readonly inputs: readonly GpuInputPort[];
  readonly outputs: readonly GpuPort[];
  readonly taps?: readonly GpuPort[];
}

/** What a call does with its samples, and what it gives. */
interface Destination {
  readonly results: GpuResults;
  readonly given: object;
  /** Rejects where there is no memory for it. */
  readonly made?: Promise<void>;
  /** All is submitted, or something failed. */
  readonly end?: (sound: boolean) => void;
}

/** The inputs of a call. */
interface Taken {
  readonly inputs: readonly TakenInput[];
  /** Rejects where one could not be taken. */
  readonly done: Promise<void>;
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
  const { device } = machine;
  const inputs = layout.inputs.map((port) =>
    openGpuInput(port, machine, batch),
  );
  const ports = [...layout.outputs, ...taps];
  const ownOutputs = keptBuffers(layout.outputs);
  const ownTaps = keptBuffers(taps);
  const readback = await openReadback(machine, ports, batch);
  const outputBuffers = new ResultBuffers(machine, layout.outputs);
  const tapBuffers = new ResultBuffers(machine, taps);
  let earlier: Promise<unknown> = Promise.resolve();

  const check = (): void => {
    const failed = machine.failure();
    if (failed !== undefined) throw failed;
  };

  const compute = async (
    taken: Taken,
    samples: number,
    destination: () => Destination,
  ): Promise<object> => {
    check();
    await allDone(taken.inputs.flatMap((input) => input.ready ?? []));
    check();
    const { results, given, made = Promise.resolve(), end } = destination();
    let sound = false;
    try {
      for (let first = 0; first < samples; first += batch) {
        check();
        const count = Math.min(batch, samples - first);
        const { done } = guardGpu(device, "run", () => {
          const encoder = device.createCommandEncoder({ label: "run" });
          for (const input of taken.inputs) input.fill(encoder, first, count);
          forward(encoder);
          results.record(encoder, first, count);
          device.queue.submit([encoder.finish()]);
        });
        await allDone([taken.done, made, done]);
        await results.arrive(first, count);
      }
      await allDone([taken.done, made]);
      check();
      sound = true;
      return given;
    } finally {
      end?.(sound);
    }
  };

  /** Takes the inputs as they are now, and computes when it is their turn. */
  const start = (
    given: Readonly<Record<string, unknown>>,
    destine: (samples: number) => () => Destination,
  ): Promise<object> => {
    check();
    const taken: TakenInput[] = [];
    const release = (sound: boolean): void => {
      for (const input of taken) input.release(sound);
    };
    try {
      const done = allDone(
        inputs.map((input) => {
          const take = () => taken.push(input.take(given[input.name]));
          return guardGpu(device, `input ${input.name}`, take).done;
        }),
      );
      const lengths = taken.map(({ length }) => length);
      const samples = countSamples(layout, lengths);
      const destination = destine(samples);
      const result = earlier
        .then(() => compute({ inputs: taken, done }, samples, destination))
        .then(
          (results) => {
            release(true);
            return results;
          },
          (error: unknown) => {
            release(false);
            throw error;
          },
        );
      earlier = result.catch(() => undefined);
      return result;
    } catch (error) {
      release(false);
      throw error;
    }
  };

  const inOrder = <T>(
    outputs: Readonly<Record<string, T>>,
    tapped: Readonly<Record<string, T>>,
  ): (T | undefined)[] => [
    ...layout.outputs.map(({ name }) => outputs[name]),
    ...taps.map(({ name }) => tapped[name]),
  ];
  const withTaps = (outputs: object, tapped: object): object =>
    layout.taps === undefined ? outputs : { ...outputs, taps: tapped };

  return {
    target: "webgpu",
    async run(inputs, outputs) {
      const results = await start(inputs, (samples) => {
        const given = outputs as PortBuffers | undefined;
        if (given !== undefined) checkOutputs(layout, given, samples);
        return () => {
          const written = given ?? ownOutputs(samples);
          const tapped = ownTaps(samples);
          return {
            results: readback.into(inOrder(written, tapped)),
            given: withTaps(written, tapped),
          };
        };
      });
      return results as Results;
    },
    async runToBuffers(inputs, outputs) {
      const results = await start(inputs, (samples) => {
        const given = outputs as PortDeviceBuffers | undefined;
        if (given !== undefined)
          checkOutputBuffers(layout.outputs, given, samples);
        return () => {
          const own = given ? undefined : outputBuffers.of(samples);
          const written = given ?? own?.result ?? {};
          const tapped = tapBuffers.of(samples);
          const ordered = inOrder(written, tapped.result);
          return {
            results: intoBuffers(machine, ports, ordered),
            given: withTaps(written, tapped.result),
            made: allDone([...(own ? [own.done] : []), tapped.done]),
            end(sound) {
              if (own !== undefined) outputBuffers.end(sound);
              tapBuffers.end(sound);
            },
          };
        };
      });
      return results as DeviceResults<Results>;
    },
    destroy() {
      for (const input of inputs) input.destroy();
      outputBuffers.destroy();
      tapBuffers.destroy();
      machine.destroy();
    },
  };
}
