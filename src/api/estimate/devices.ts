import { peakOf, type DeviceClass } from "../../targets/webgpu/estimate/devices.js";
import { bounds } from "../../targets/webgpu/estimate/estimate.js";
import { showTime } from "../profile/text.js";
import { percent } from "../report/columns.js";
import { dispatchesOf, sumOfDispatches, type NetworkEstimate } from "./estimate-network.js";

/** A table of what a run takes on each class of GPUs, and on what its time is spent. */
export function deviceTable(network: NetworkEstimate): {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  const { devices } = network;
  const { times } = sumOfDispatches(dispatchesOf(network), devices.length);
  return {
    titles: ["On paper", "TFLOP/s", "GB/s", "ms", "floor", "of peak", ...bounds],
    rows: devices.flatMap((device, index) => {
      const time = times[index];
      if (time === undefined) return [];
      const { name, memory } = device;
      const own = dispatchesOf(network).filter(({ estimates }) => estimates[index] !== undefined);
      const flops = own.reduce((sum, { cost }) => sum + cost.flops, 0);
      const { milliseconds } = time;
      const part = milliseconds === 0 ? 0 : (1000 * flops) / milliseconds / peakOf(device);
      const figures = [(peakOf(device) / 1e12).toFixed(1), String(memory), showTime(time.milliseconds)];
      const shares = bounds.map((bound) => percent(time.shares[bound]));
      return [[name, ...figures, showTime(time.floor), `${(100 * part).toFixed(0)}%`, ...shares]];
    }),
  };
}

/** What stands for a class, in words. */
export function deviceText(device: DeviceClass): string {
  const { name, gpu, cores, lanes, gigahertz, memory, cache, dispatch, registers, source } = device;
  return (
    `${name}: ${gpu}: ${cores} cores of ${lanes} lanes at ${gigahertz} GHz, ${registers.toLocaleString("en-US")} ` +
    `registers a core, ${memory} GB/s from memory, ${cache} GB/s from the shared cache, ${dispatch} µs a dispatch. ` +
    `From ${source}.`
  );
}

/** `3.21 ms integrated, 0.71 ms laptop, 0.41 ms data-centre` */
export function headline(network: NetworkEstimate): string {
  const { devices } = network;
  const { times } = sumOfDispatches(dispatchesOf(network), devices.length);
  return devices
    .map(({ name }, index) => `${showTime(times[index]?.milliseconds ?? 0)} ms ${name}`)
    .join(", ");
}
