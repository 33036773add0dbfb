/** A module of kernels before it is started. */
export interface KernelCode {
  /** Whether it is compiled already, for memory of one thread. */
  readonly isFixed?: boolean;
  /** Compiles it; for memory that threads share where it is said at which byte. */
  readonly compile: (sharing: number | undefined) => Promise<object>;
}

/** One that is here. */
export interface ReadyCode extends KernelCode {
  readonly compileSync: (sharing: number | undefined) => object;
}
