/** What a call becomes: functions, of which every thread calls each phase, in order, over its share of the units. */
export interface Kernel {
  /** In the text of WebAssembly. */
  readonly functions: readonly string[];
  /** Exported functions `(first, last, address…)`, which all get the same addresses. Between phases the threads meet. */
  readonly phases: readonly Phase[];
  /** Bytes that each thread has for itself, from the address in the global `$scratch` on. */
  readonly scratch: number;
  /** Bytes that the threads share from one phase to the next; where there are any, their address is the last one. */
  readonly shared?: number;
}

/** Computes the units from `first` up to `last`; no bit of a result depends on how they are shared out. */
export interface Phase {
  readonly name: string;
  readonly units: number;
}
