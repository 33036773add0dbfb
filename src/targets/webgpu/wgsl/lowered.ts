import type { Operation } from "../../../program/program.js";
import type { View } from "../../../program/view.js";
import type { AdapterClass } from "../estimate/devices.js";
import { fastestOn } from "../tiles.js";
import { costOf, type DispatchCost } from "./cost.js";
import type { Kernel } from "./kernel.js";
import { isShared, lowerCall, type CapacityOf } from "./lower.js";

/** A kernel for a call, and what its dispatch costs. */
export interface Lowered {
  readonly kernel: Kernel;
  readonly cost: DispatchCost;
  readonly groups: Kernel["groups"];
}

/** The kernel for an operation that is expected to be the fastest on an adapter. */
export function loweredOn(
  adapter: AdapterClass,
  operation: Operation,
  capacityOf: CapacityOf,
  isHalf: (view: View) => boolean,
): Lowered {
  return fastestOn(isShared(operation) ? adapter : "discrete", (sharing) => {
    const kernel = lowerCall(operation, capacityOf, sharing);
    return { kernel, cost: costOf(kernel, ({ view }) => isHalf(view)), groups: kernel.groups };
  });
}
