/** The files of one network, of which every engine reads what it understands. */
export interface ModelFiles {
  /** Holds them all. */
  readonly folder: string;
  readonly input: { readonly name: string; readonly shape: readonly number[]; readonly file: string };
  readonly output: string;
  /** What `cnnc compile --format js` makes, and the weights in safetensors. */
  readonly module: string;
  readonly weights: string;
  /** What `cnnc export` makes of the same weights. */
  readonly onnx: string;
  /** The network with batch norms folded into weights and without dropout, for engines that do not do so themselves. */
  readonly folded: { readonly graph: string; readonly weights: string; readonly onnx: string };
}

export interface EngineOptions {
  readonly threads: number;
  /** Pairs of SIMD registers, in Node 24 and newer. */
  readonly revectorize: boolean;
}

/** A network that is ready to run. */
export interface Runnable {
  /** The order in which `run` takes the input `[1, C, H, W]`; row-major where left out. */
  readonly layout?: "channels last";
  /** The first output of one sample. The next call may overwrite it. */
  run(input: Float32Array): Float32Array | Promise<Float32Array>;
  close(): void | Promise<void>;
}

/** What can run a network; a file in `engines/` exports one as `engine`. */
export interface Engine {
  /** Throws where the engine cannot run the network; the message says why. */
  load(model: ModelFiles, options: EngineOptions): Promise<Runnable>;
}
