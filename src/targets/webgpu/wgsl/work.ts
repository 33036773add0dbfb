/** What a dispatch does, by which its time on a GPU is estimated. What is computed at edges and dropped is work too. */
export interface KernelWork {
  /** Arithmetic operations, a multiply-add being two. */
  readonly flops: number;
  /** Loads of vectors or numbers from buffers, by single invocations. */
  readonly loads: number;
  /** Bytes that workgroups read, were all of them float32: what the invocations of one read in the same step counts once. */
  readonly traffic: number;
  /** 32-bit registers of an invocation: what is alive in its innermost loop. */
  readonly registers: number;
  /** Operations of an invocation that do not wait for one another. */
  readonly chains: number;
}

/** Registers for coordinates, loop counters and bounds. */
export const addressRegisters = 16;

/** The work of invocations that each have an item, and share nothing. */
export function workOfItems(
  count: number,
  each: {
    readonly flops: number;
    readonly loads: number;
    readonly traffic: number;
    readonly registers: number;
  },
  chains: number,
): KernelWork {
  return {
    flops: count * each.flops,
    loads: count * each.loads,
    traffic: count * each.traffic,
    registers: addressRegisters + each.registers,
    chains,
  };
}
