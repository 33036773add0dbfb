// Compiled by cnnc 0.1.0 from lenet5.cnn: change the source and compile again.
// --format js --runtime inline --batch 1
// sha256 ac5c5096ff537c4f191b006219cdc6ad3fc26203eb7e9f1b74e6a5a94c366b06

/** What a call takes: any number N of samples, one after another. */
export interface Inputs {
  /** `[N, 1, 28, 28]`, row-major. Or pictures, a sample each. */
  readonly image: Float32Array | Picture | readonly Picture[];
}

/** What a call gives. */
export interface Outputs {
  /** `[N, 10]`, row-major. */
  readonly logits: Float32Array;
}

/**
 * LeNet-5 (LeCun, Bottou, Bengio & Haffner 1998), as it is usually built today: tanh, average pooling, and every
 * feature map of the second stage seeing all of the first. A digit of 28 x 28 is padded to the paper's 32 x 32 by
 * the first convolution.
 *
 * Parameters: 61,706; buffers: 0;
 * multiply-adds a sample: 416,520.
 * Memory: 266,304 bytes of weights,
 * 23,552 bytes of activations.
 */
export type Model = CpuNetwork<Inputs, Outputs>;

/** The network's interface and totals; `weights` are the tensors that its file must hold. */
export declare const model: {
  readonly name: string;
  readonly batch: number;
  readonly parameters: number;
  readonly buffers: number;
  readonly macs: number;
  readonly weightBytes: number;
  readonly arenaBytes: number;
  readonly inputs: { readonly image: { readonly shape: readonly [1, 28, 28] } };
  readonly outputs: { readonly logits: { readonly shape: readonly [10] } };
  readonly weights: readonly {
    readonly path: string;
    readonly shape: readonly number[];
  }[];
};

export declare function load(
  weights: WeightSource | Uint8Array | ArrayBuffer,
  options?: LoadOptions,
): Promise<Model>;
export declare function loadSync(
  weights: Uint8Array | ArrayBuffer,
  options?: LoadOptions,
): Model;

/**
 * Pictures, such as the `ImageData` of a canvas, as the network takes them: a
 * sample each, written to `tensor` where given. Bit for bit what `cnnc run` does.
 */
export declare const preprocess: {
  readonly image: (pixels: Pixels, tensor?: Float32Array) => Float32Array;
};

/** A network with its weights, wherever it computes. */
interface Network<Inputs, Outputs, Results = Outputs> {
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

/** Something wrong with what a compiled model is given to compute. */
declare class InputError extends Error {
  readonly name = "InputError";
}
/** An input or output in memory: first element, and elements a sample. */
interface Port {
  readonly name: string;
  readonly at: number;
  readonly elements: number;
  /** Set where there is no batch axis, but `elements` in all. */
  readonly whole?: boolean;
}
interface InputPort extends Port {
  /** Makes numbers of what is none, such as pictures. Throws {@link InputError}. */
  readonly numbers?: (name: string, given: unknown) => Float32Array;
}
interface NetworkLayout {
  /** Samples that one pass computes. */
  readonly batch: number;
  readonly inputs: readonly InputPort[];
  readonly outputs: readonly Port[];
  /** Values on the way; absent where the module shows none. */
  readonly taps?: readonly Port[];
}
/** Numbers by the names of ports. */
type PortBuffers = Readonly<Record<string, Float32Array | undefined>>;
/** What an input is given, as numbers. Throws {@link InputError} where it is none. */
declare function numbersOf(
  { name, numbers }: InputPort,
  given: unknown,
): Float32Array;
/** How many samples the inputs hold, of so many elements each. Throws {@link InputError}, also where outputs ask for a whole batch. */
declare function countSamples(
  layout: NetworkLayout,
  lengths: readonly number[],
): number;
/** Elements of an output of so many samples. */
declare function outputElements(
  { elements, whole }: Port,
  samples: number,
): number;
/** Throws {@link InputError} where what results are written to does not fit. */
declare function checkOutputs(
  layout: NetworkLayout,
  outputs: PortBuffers,
  samples: number,
): void;
/** PortBuffers for a number of samples, the same ones as long as that number stays and none is transferred away. */
declare function keptBuffers(
  ports: readonly Port[],
): (samples: number) => PortBuffers;

/** A network in the memory of this process, with threads of its own. */
interface CpuNetwork<Inputs, Outputs, Results = Outputs> extends Network<
  Inputs,
  Outputs,
  Results
> {
  readonly target: "cpu";
  /** `run`, without a promise. */
  runSync(inputs: Inputs, outputs?: Outputs): Results;
}
/**
 * A network over loaded weights. `forward` computes one batch from the input
 * ports to the output ports, which are in `arena`; `close` ends what it has
 * started.
 */
declare function createCpuNetwork<Inputs, Outputs, Results = Outputs>(
  layout: NetworkLayout,
  arena: Float32Array,
  forward: () => void,
  close?: () => void,
): CpuNetwork<Inputs, Outputs, Results>;

/** Bytes that are read by range, such as a file or a URL. */
interface WeightSource {
  readonly size: number;
  /** The bytes from `begin` up to `end`, which is not included. */
  read(begin: number, end: number): Promise<Uint8Array>;
}
/** Bytes already in memory; reads are views, not copies. */
declare function bytesSource(bytes: Uint8Array | ArrayBuffer): WeightSource;

/** Where a tensor of the file lies: bytes `begin` up to `end` of the file. */
interface SafetensorsEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}
interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, SafetensorsEntry>;
  readonly metadata: ReadonlyMap<string, string>;
}
/** Reads the header of a file. Throws {@link WeightError} if it is malformed. */
declare function openSafetensors(
  source: WeightSource,
): Promise<SafetensorsFile>;
/** Bytes of the header of a file, whose first 8 bytes say so. */
declare function headerLength(bytes: Uint8Array, fileSize: number): number;
declare function parseHeader(
  bytes: Uint8Array,
  length: number,
  fileSize: number,
): SafetensorsFile;

/** A weight of the model. */
interface ExpectedWeight {
  readonly path: string;
  readonly shape: readonly number[];
}
/**
 * The file's tensor for each expected weight, by the weight's path. `names`
 * gives a weight's name in the file where it is not its path. Throws one
 * {@link WeightError} that lists every tensor that is missing, superfluous,
 * asked for twice, of another shape or of a dtype that does not become
 * float32. PyTorch's `….num_batches_tracked` counters are ignored, and so are
 * the weights of `training` heads.
 */
declare function matchWeights(
  file: SafetensorsFile,
  expected: readonly ExpectedWeight[],
  names?: ReadonlyMap<string, string>,
  training?: readonly string[],
): ReadonlyMap<string, SafetensorsEntry>;

/** A tensor that the load part asks for, and the elements where it goes. */
type TensorRead = readonly [path: string, at: number, elements: number];
interface WeightsLayout {
  /** Every tensor that the file must hold. */
  readonly expected: readonly ExpectedWeight[];
  /** Paths of weights that it may hold besides: those of training heads. */
  readonly training?: readonly string[];
}
/** How far a network is loaded, in shares from 0 to 1. */
interface LoadProgress {
  /** Of the weights' numbers, those that have been read. */
  readonly weights: number;
  /** Of the kernels that every call takes, those that can run. */
  readonly kernels: number;
}
interface LoadOptions {
  /** Is called whenever a tensor has been read or a kernel can run. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** Names in the file, by the weight's path, where they differ. */
  readonly names?: ReadonlyMap<string, string>;
  /**
   * Threads that compute; where it is not said, as many as the machine has and
   * the network is worth. One where they cannot share memory: in a page that is
   * not cross-origin isolated, and for kernels in TypeScript.
   */
  readonly threads?: number | undefined;
  /**
   * Whether V8 is to pair the vectors of kernels: in Node, from version 24 on.
   * It is a setting of the whole process, for what is compiled from then on.
   */
  readonly revectorize?: boolean | undefined;
}
/**
 * Reads a safetensors file tensor by tensor into `memory`, as the load part
 * asks, which computes in between: a network is never held twice. Throws
 * {@link WeightError}.
 */
declare function loadWeights(
  layout: WeightsLayout,
  from: WeightSource | Uint8Array | ArrayBuffer,
  memory: Float32Array,
  part: Iterable<TensorRead>,
  options?: LoadOptions,
): Promise<void>;
/** A function that is told how many numbers have been read, and reports their share. */
declare function countReads(
  { expected }: WeightsLayout,
  options?: LoadOptions,
): (elements: number) => void;
/** Where a weight of the model lies in the file. */
declare function entryOf(
  entries: ReadonlyMap<string, SafetensorsEntry>,
  path: string,
): SafetensorsEntry;

/**
 * Weights cannot be used. `CNN0501`: the file is malformed; `CNN0502`: it does
 * not fit the model.
 */
declare class WeightError extends Error {
  readonly code: "CNN0501" | "CNN0502";
  /** What is wrong, in a line. */
  readonly summary: string;
  /** One line a tensor. */
  readonly problems: readonly string[];
  /** Tensors are missing and others are left over: they may be the same. */
  readonly namesDiffer: boolean;
  constructor(
    code: "CNN0501" | "CNN0502",
    summary: string,
    problems?: readonly string[],
    namesDiffer?: boolean,
  );
}

/** What makes one element of a resized line. */
interface TriangleTaps {
  /** Index of the first element that counts. */
  readonly first: number;
  /** Twice the weight of each element from there on: integers. */
  readonly doubled: Float64Array;
  /** The sum of the weights, once. */
  readonly sum: number;
}
/**
 * Taps of `count` elements, from `begin`, of a line of `from` elements resized
 * to `to`. Element i has the weight
 * max(0, 2 max(from, to) - |(2 i + 1) to - (2 o + 1) from|) in element o: a
 * triangle around o's place that is as wide as the scale when shrinking. All
 * numbers are integers below 2^53.
 */
declare function triangleTaps(
  from: number,
  to: number,
  begin: number,
  count: number,
): readonly TriangleTaps[];
/**
 * The weighted mean of bytes, rounded to the nearest (halves go up). Element i
 * of the line lies at `at + i * stride`.
 */
declare function meanOfTaps(
  line: Uint8Array,
  { first, doubled, sum }: TriangleTaps,
  at: number,
  stride: number,
): number;

/**
 * A picture, such as the `ImageData` of a canvas: rows from the top, pixels
 * from the left, red, green, blue and straight alpha, a byte each.
 */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}
/** How a picture becomes a tensor; a mean and a deviation for each channel. */
interface PictureRule {
  readonly channels: "gray" | "rgb" | "bgr";
  /** Shorter side after resizing; 0 resizes both sides to the tensor's. */
  readonly resize: number;
  /** What the byte values 0 and 255 become. */
  readonly range: readonly [number, number];
  readonly mean: readonly number[];
  readonly std: readonly number[];
}
type PictureShape = readonly [channels: number, height: number, width: number];
/**
 * The tensor `[C, H, W]` of a picture, written to `tensor` and returned. Every
 * bit is defined, by the section "Pictures" of the language's reference:
 * alpha over black, channels, resizing of columns and of rows by integer
 * arithmetic, centre crop, and a number for each byte.
 */
declare function pictureToTensor(
  pixels: Pixels,
  rule: PictureRule,
  shape: PictureShape,
  tensor?: Float32Array,
): Float32Array;
/** Throws {@link InputError} where there are not four bytes for each pixel. */
declare function checkPixels({ width, height, data }: Pixels): void;
/** What a tensor shows of a picture's columns and of its rows, both resized. */
declare function cropAxes(
  size: Pick<Pixels, "width" | "height">,
  { resize }: PictureRule,
  [, height, width]: PictureShape,
): readonly [columns: CropAxis, rows: CropAxis];
/** What the crop shows of a resized axis. */
interface CropAxis {
  /** For each element that is shown. */
  readonly taps: readonly TriangleTaps[];
  /** Where the first of them stands in the crop; the rest of it is black. */
  readonly at: number;
}
/** What each byte becomes in a channel of the tensor. */
declare function numbersOfBytes(
  rule: PictureRule,
  channel: number,
): Float32Array;

/** Classes of the platform, by name; none where a project's libraries do not know it. */
type OfPlatform<Name extends string> = Name extends string
  ? typeof globalThis extends Record<
      Name,
      {
        prototype: infer Instance;
      }
    >
    ? Instance
    : never
  : never;
type WithPlatform<Name extends string, Own> = Own | OfPlatform<Name>;
/** A picture: its bytes, or what a browser has as one. */
type Picture = WithPlatform<
  | "HTMLCanvasElement"
  | "HTMLImageElement"
  | "HTMLVideoElement"
  | "ImageBitmap"
  | "OffscreenCanvas"
  | "VideoFrame",
  Pixels
>;
/** An input that takes pictures. */
interface PictureInput {
  readonly picture: PictureRule;
  readonly shape: PictureShape;
}
/** The pictures that an input is given, one or several. Throws {@link InputError} where it is something else. */
declare function picturesOf(name: string, given: unknown): readonly Picture[];
/** Width and height of a picture. Throws {@link InputError} where there is nothing to see. */
declare function pictureSize(
  name: string,
  picture: Picture,
): Pick<Pixels, "width" | "height">;
/** What the platform threw where it was to read a picture. */
declare function unreadablePicture(name: string, cause: unknown): InputError;
/** The bytes of a picture. Throws {@link InputError} where they are not to be had. */
declare function pixelsOf(name: string, picture: Picture): Pixels;
/** What makes numbers of the pictures that an input is given, a sample each. */
declare function pictureNumbers({
  picture: rule,
  shape,
}: PictureInput): (name: string, given: unknown) => Float32Array;

export { InputError, WeightError };
export type { LoadOptions, Picture, Pixels, WeightSource };
