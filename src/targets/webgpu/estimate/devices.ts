import type { Call } from "../../../program/program.js";

/** Kinds of adapters that kernels are chosen for, as a module names them when it is loaded. */
export const adapterClasses = ["discrete", "integrated", "software"] as const;
export type AdapterClass = (typeof adapterClasses)[number];

/** Those on which a call is done. */
export function classesOf({ on }: Pick<Call, "on">): readonly AdapterClass[] {
  return adapterClasses.filter((adapter) => on?.includes(adapter) ?? true);
}

/** Figures of a device by which times are estimated. */
export interface DeviceSheet {
  /** Compute units or multiprocessors, and the float32 multiply-adds that one of them does in a cycle. */
  readonly cores: number;
  readonly lanes: number;
  /** Invocations of a core, fewer than which leave lanes empty: a wave or warp for each of its schedulers. */
  readonly filling: number;
  readonly gigahertz: number;
  /** Gigabytes a second from memory, and from the cache that all cores share. */
  readonly memory: number;
  readonly cache: number;
  /** Microseconds that a dispatch takes besides its work. */
  readonly dispatch: number;
  /** What a core has for workgroups: 32-bit registers, places for invocations and for workgroups, bytes that they share. */
  readonly registers: number;
  readonly invocations: number;
  readonly workgroups: number;
  readonly shared: number;
}

/** A class of GPUs that times are estimated for, by the published figures of one of them. */
export interface DeviceClass extends DeviceSheet {
  readonly name: "integrated" | "laptop" | "data-centre";
  readonly gpu: string;
  readonly adapter: AdapterClass;
  /** Where the figures are from that are not assumed. */
  readonly source: string;
}

export const deviceClasses: readonly DeviceClass[] = [
  {
    name: "integrated",
    gpu: "AMD Radeon Graphics of a Ryzen 7 5700U",
    adapter: "integrated",
    source:
      "AMD's data sheet and the Vega ISA manual; two channels of DDR4-3200; the cache is assumed to be four times as fast",
    ...{ cores: 8, lanes: 64, filling: 256, gigahertz: 1.9, memory: 51.2, cache: 204.8, dispatch: 6 },
    ...{ registers: 65_536, invocations: 2560, workgroups: 40, shared: 65_536 },
  },
  {
    name: "laptop",
    gpu: "NVIDIA GeForce RTX 3060 Laptop GPU",
    adapter: "discrete",
    source:
      "NVIDIA's GA10x white paper and compute capability 8.6; 192 bits of GDDR6 at 14 Gbit/s; the cache is assumed to be four times as fast",
    ...{ cores: 30, lanes: 128, filling: 128, gigahertz: 1.425, memory: 336, cache: 1344, dispatch: 4 },
    ...{ registers: 65_536, invocations: 1536, workgroups: 16, shared: 102_400 },
  },
  {
    name: "data-centre",
    gpu: "NVIDIA A100 (40 GB)",
    adapter: "discrete",
    source: "NVIDIA's A100 white paper and compute capability 8.0; the cache gives 5120 bytes a cycle",
    ...{ cores: 108, lanes: 64, filling: 128, gigahertz: 1.41, memory: 1555, cache: 7219, dispatch: 4 },
    ...{ registers: 65_536, invocations: 2048, workgroups: 32, shared: 167_936 },
  },
];

/**
 * SwiftShader on two cores, by what its dispatches take for ResNet-18: 1.1 thousand million multiply-adds a second, and
 * little depends on memory. Algorithms are chosen by it, and nothing is reported.
 */
const software: DeviceSheet = {
  ...{ cores: 2, lanes: 4, filling: 1, gigahertz: 0.14, memory: 10, cache: 40, dispatch: 300 },
  ...{ registers: 65_536, invocations: 2048, workgroups: 16, shared: 65_536 },
};

/** The figures that stand for a class of adapters, of one device at least. */
export function sheetsOf(adapter: AdapterClass): readonly DeviceSheet[] {
  return adapter === "software" ? [software] : deviceClasses.filter((device) => device.adapter === adapter);
}

/** Float32 operations a second, a multiply-add being two. */
export function peakOf({ cores, lanes, gigahertz }: DeviceSheet): number {
  return 2e9 * cores * lanes * gigahertz;
}
