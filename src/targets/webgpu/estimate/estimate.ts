import type { DispatchCost } from "../wgsl/cost.js";
import { peakOf, sheetsOf, type AdapterClass, type DeviceSheet } from "./devices.js";

/** What is estimated of a dispatch. */
export interface Estimated {
  readonly cost: DispatchCost;
  readonly groups: readonly [number, number, number];
}

/** What a dispatch's time is spent on. */
export const bounds = ["arithmetic", "cache", "memory", "dispatch"] as const;
export type Bound = (typeof bounds)[number];

/** How long a dispatch takes on a GPU, on paper. */
export interface Estimate {
  /** The part of the busiest core's places for invocations that are taken. */
  readonly occupancy: number;
  readonly milliseconds: number;
  /** At the peak of arithmetic or memory, whichever takes longer, and without the cost of a dispatch. */
  readonly floor: number;
  readonly bound: Bound;
}

/** Multiply-adds that would fit into the time in which a load is issued: cores have a quarter of the lanes for that. */
const loadSlots = 4;
/** Cycles from an operation to one that needs its result, waits for memory among them, as other work hides them. */
const latency = 64;

/** What estimates take for granted. */
export const assumptions: readonly string[] = [
  "A dispatch takes the longest of its arithmetic, of what its workgroups read from the shared cache and of what it reads and writes in memory once, and the cost of a dispatch on top; the next begins when it has ended.",
  `The busiest core has its share of the workgroups, rounded up. It is at its peak with a wave for each scheduler, and with ${latency} operations a lane that do not wait for one another; a load takes the time of ${loadSlots} multiply-adds.`,
  "Registers are counted in the tile: sums, operands of a step and addresses; compilers may need more or fewer. Clocks are those under boost, and do not fall.",
  "The cost of a dispatch is assumed; nothing here was measured on such GPUs.",
];

export function estimate({ cost, groups }: Estimated, device: DeviceSheet): Estimate {
  const workgroups = groups.reduce((product, extent) => product * extent, 1);
  const share = Math.ceil(workgroups / device.cores);
  const resident = Math.min(share, placesFor(cost, device)) * cost.invocations;
  const hidden = Math.min(1, resident / device.filling, (resident * cost.chains) / (device.lanes * latency));
  const slots = (cost.flops / 2 + loadSlots * cost.loads) * (share / workgroups);
  const times = {
    arithmetic: slots / (device.lanes * device.gigahertz * 1e6 * hidden),
    cache: cost.traffic / (device.cache * 1e6),
    memory: cost.bytes / (device.memory * 1e6),
    dispatch: device.dispatch / 1000,
  };
  const [bound = "dispatch"] = [...bounds].sort((one, other) => times[other] - times[one]);
  return {
    occupancy: resident / device.invocations,
    milliseconds: Math.max(times.arithmetic, times.cache, times.memory) + times.dispatch,
    floor: Math.max((1000 * cost.flops) / peakOf(device), times.memory),
    bound,
  };
}

/** By which ways are compared for a class of adapters: milliseconds of all dispatches, the geometric mean of its devices. */
export function expectedOn(adapter: AdapterClass, dispatches: readonly Estimated[]): number {
  const sheets = sheetsOf(adapter);
  const times = sheets.map((device) =>
    dispatches.reduce((sum, each) => sum + estimate(each, device).milliseconds, 0),
  );
  return times.reduce((product, time) => product * time, 1) ** (1 / sheets.length);
}

/** Workgroups that a core can have at a time; one always goes. */
function placesFor({ registers, invocations, shared }: DispatchCost, device: DeviceSheet): number {
  const most = [
    device.workgroups,
    device.invocations / invocations,
    device.registers / (registers * invocations),
    device.shared / shared,
  ];
  return Math.max(1, Math.floor(Math.min(...most)));
}
