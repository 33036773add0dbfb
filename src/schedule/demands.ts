import type { Call, Operation, Space } from "../program/program.js";
import type { View } from "../program/view.js";

/**
 * How far convolutions may be from adding products one by one: `"fast"` takes minimal filtering where it is faster, whose
 * error is up to ten times as large.
 */
export type Numerics = "fast" | "exact";

/** New memory while a program is scheduled. */
export interface Scratch {
  /** A view of a new buffer, whose elements lie as the kernels like them, or in the order of these strides. */
  allocate(space: Space, shape: readonly number[], strides?: readonly number[]): View;
  spaceOf(view: View): Space;
  /** Elements of the buffer that a view is in. */
  capacityOf(view: View): number;
}

/** An operation as kernels take it. */
export type Fitted = Operation & Pick<Call, "on">;

/** How a set of kernels wants its operands. */
export interface Demands {
  /** Strides of a new buffer. */
  strides(space: Space, shape: readonly number[]): readonly number[];
  /**
   * The operation with operands as the kernels take them, between others that bring them there. Made anew for each
   * program, since it may remember what it has brought already.
   */
  fitter(scratch: Scratch): (operation: Operation) => readonly Fitted[];
}
