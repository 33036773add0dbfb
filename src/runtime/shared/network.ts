/** A network with its weights, wherever it computes. */
export interface Network<Inputs, Outputs, Results = Outputs> {
  /** What computes. */
  readonly target: "cpu" | "webgpu";
  /**
   * Computes any number of samples. Each input holds them one after another, row-major, or as pictures where it takes
   * them, and has been read when the call returns. Results are written to `outputs` where given; without it they go to
   * buffers of the network, which the next call writes again, unless they were transferred away. So do taps. Calls are
   * carried out one after another.
   */
  run(inputs: Inputs, outputs?: Outputs): Promise<Results>;
  /** Gives back all that the network holds; it cannot run after that. */
  destroy(): void;
}
