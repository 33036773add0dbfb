/** What `cnnc.config.json` holds, or `cnnc.config.js` exports. Paths are relative to that file. */
export interface Config {
  /** For editors: where the JSON schema is. */
  readonly $schema?: string;
  /** What `cnnc compile` compiles when it is given no file. */
  readonly models: readonly ModelConfig[];
}

/** One compile; what is left out is as in a call of `cnnc compile`. */
export interface ModelConfig {
  /** The .cnn file. */
  readonly file: string;
  /** The model of the file, where it has several. */
  readonly model?: string;
  /** Values for parameters of the model. */
  readonly set?: Readonly<Record<string, number | boolean | string>>;
  /** The folder where the module is written; beside the source where nothing is said. */
  readonly output?: string;
  readonly format?: "ts" | "js";
  readonly runtime?: "inline" | "import";
  /** What computes: the CPU, WebGPU, whose kernels are written beside the module, or what there is when it is loaded. */
  readonly target?: "cpu" | "webgpu" | "auto";
  /** Whether kernels are in TypeScript instead of WebAssembly. */
  readonly portable?: boolean;
  /** How far convolutions may be from adding products one by one. */
  readonly numerics?: "fast" | "exact";
  /** How WebGPU keeps activations and weights; f16 takes GPUs with the feature shader-f16. */
  readonly precision?: "f32" | "f16";
  /** Whether kernels leave it to the machine how products that are added are rounded. */
  readonly relaxedSimd?: boolean;
  /** How kernels in WebAssembly reach the module; inside it where nothing is said. */
  readonly wasm?: "inline" | "file" | "import";
  /** What `cnnc tune` has written; `false` for none, where it is not said the file beside the source if there is one. */
  readonly tuning?: string | false;
  /** Samples that one pass computes. */
  readonly batch?: number;
  /** Names of passes that are left out. */
  readonly without?: readonly string[];
  /** `true` for every value that the source marks `tap`, or paths of taps and layers. */
  readonly taps?: boolean | readonly string[];
  /** A safetensors file that has to fit the model. */
  readonly weights?: string;
  /** A mapping from the model's paths to the names in that file. */
  readonly names?: string;
}

/** Gives the configuration its type, for editors; it is returned as it is. */
export function defineConfig(config: Config): Config {
  return config;
}
