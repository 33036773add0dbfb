import type { Origin, Picture } from "../ir/graph.js";
import { input, type Scalar } from "../ir/scalar.js";
import type { BufferId, View } from "./view.js";

/**
 * Window arithmetic of convolution and pooling over two spatial axes; a signal has height 1. Padding is top, left,
 * bottom, right.
 */
export interface Window {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly padding: readonly [number, number, number, number];
}

/** Sums that are held in registers at a time: pixels, and vectors of four filters. */
export interface RegisterTile {
  readonly pixels: number;
  readonly vectors: number;
}

/**
 * Ways to compute a convolution over channels that lie side by side, and how each wants the weight; `B` is the filters
 * of a block, those of a tile.
 */
export type ConvAlgorithm =
  /** Register tiles of pixels by vectors of filters; `[groups, blocks, kh, kw, in / groups, B]`, input padded in memory. */
  (
    | { readonly kind: "direct"; readonly tile: RegisterTile }
    /**
     * Minimal filtering (Lavin & Gray 2016), stride and dilation 1, without groups: tiles of `outputs` rows and columns,
     * of which `block` go through all steps together; weights as `transformWeight` makes them.
     */
    | {
        readonly kind: "winograd";
        readonly outputs: readonly [number, number];
        readonly block: number;
        readonly tile: RegisterTile;
        /** What it is where the channels are the phases of a stride: kernels of some phases end in a row or column of zeros. */
        readonly phases?: Pick<Window, "kernel" | "stride"> | undefined;
      }
    /**
     * A level of Strassen's algorithm (Strassen 1969), for one tap of stride 1 without groups or padding: halves of the
     * pixels of a row, which are even, and of channels and filters, multiples of 8; weights as `transformWeight` makes them.
     */
    | { readonly kind: "strassen"; readonly tile: RegisterTile }
    /** A filter for each channel; `[kh, kw, out]`, each tap beginning at a multiple of 4. */
    | { readonly kind: "depthwise"; readonly pixels: number }
  ) & {
    /** Set where measuring has found it. */
    readonly tuned?: true;
  };

/** Elementwise work on what a contraction computes: input 0 is that, inputs 1… are `operands`, of the result's shape. */
export interface CallEpilogue {
  readonly expression: Scalar;
  readonly operands: readonly View[];
}

/**
 * An abstract call: what is computed, not how. Activations are views `[N, C, H, W]` unless said otherwise. Each call
 * writes all of `output` and nothing else.
 */
export type Operation =
  /** Load part only: brings a tensor of the weight file into `output`. */
  | { readonly kind: "read"; readonly path: string; readonly output: View }
  /** Load part only: writes numbers known at compile time. */
  | { readonly kind: "constant"; readonly data: readonly number[]; readonly output: View }
  | {
      readonly kind: "conv";
      readonly window: Window;
      readonly groups: number;
      readonly input: View;
      /** `[out, in / groups, kh, kw]`; packed as the algorithm wants it, where one is given. */
      readonly weight: View;
      readonly bias: View | undefined;
      readonly output: View;
      readonly epilogue: CallEpilogue | undefined;
      /** How a target computes it; without one, in its only way. */
      readonly algorithm: ConvAlgorithm | undefined;
    }
  /**
   * The gradient of a convolution to its input, plus bias[in]: `gradient` `[N, out, OH, OW]` to `output`
   * `[N, in, H, W]`.
   */
  | {
      readonly kind: "convInputGradient";
      readonly window: Window;
      readonly groups: number;
      readonly gradient: View;
      readonly weight: View;
      readonly bias: View | undefined;
      readonly output: View;
      readonly epilogue: CallEpilogue | undefined;
      /** As of a convolution; packed weights have the roles of channels and filters exchanged. */
      readonly algorithm: ConvAlgorithm | undefined;
    }
  /** The gradient of a convolution to its weight: `output` is `[out, in / groups, kh, kw]`. */
  | {
      readonly kind: "convWeightGradient";
      readonly window: Window;
      readonly groups: number;
      readonly input: View;
      readonly gradient: View;
      readonly output: View;
    }
  /** `output[m, n] = sum over k of a[m, k] * b[k, n], plus bias[n]`; any strides. */
  | {
      readonly kind: "matmul";
      readonly a: View;
      readonly b: View;
      readonly bias: View | undefined;
      readonly output: View;
      readonly epilogue: CallEpilogue | undefined;
    }
  /**
   * Window reductions. `"average"` divides by the window's elements inside the input, or, with `countPadding`, inside
   * input and padding; what ceil mode adds beyond the padding never counts.
   */
  | {
      readonly kind: "pool";
      readonly reduction: "max" | "sum" | "average";
      readonly countPadding: boolean;
      readonly window: Window;
      readonly input: View;
      readonly output: View;
    }
  /** Gradient of max pooling: `gradient` goes to the first largest element of each window of `input`. */
  | {
      readonly kind: "maxPoolGradient";
      readonly window: Window;
      readonly input: View;
      readonly gradient: View;
      readonly output: View;
    }
  | {
      readonly kind: "averagePoolGradient";
      readonly countPadding: boolean;
      readonly window: Window;
      readonly gradient: View;
      readonly output: View;
    }
  /** Elementwise: every input has the output's shape (repeated axes have stride 0), and may be the output; any strides. */
  | {
      readonly kind: "map";
      readonly expression: Scalar;
      readonly inputs: readonly View[];
      readonly output: View;
    }
  /**
   * Reduces what the expression gives for the elements of `inputs`, which have one shape, along the axes on which
   * `output` has extent 1 and they have more; same rank, any strides.
   */
  | {
      readonly kind: "reduce";
      readonly reduction: "sum" | "mean" | "max";
      readonly expression: Scalar;
      readonly inputs: readonly View[];
      readonly output: View;
    }
  /** `input` `[N, C, H, W]` with zeros around it: top, left, bottom, right. */
  | {
      readonly kind: "pad";
      readonly padding: Window["padding"];
      readonly input: View;
      readonly output: View;
    }
  /** The transform of a weight `[out, in, kh, kw]` for minimal filtering or Strassen's algorithm. */
  | {
      readonly kind: "transformWeight";
      readonly algorithm: Extract<ConvAlgorithm, { readonly kind: "winograd" | "strassen" }>;
      readonly input: View;
      readonly output: View;
    }
  /**
   * The tiles of `input` `[N, C, H, W]`, in rows and columns of `grid`, transformed for minimal filtering: `output` is
   * `[1, planes * C, tiles, 1]`, the channels of each plane in whole vectors.
   */
  | {
      readonly kind: "transformInput";
      readonly outputs: readonly [number, number];
      readonly grid: readonly [number, number];
      /** Rows and columns of zeros before the first ones. */
      readonly padding: readonly [top: number, left: number];
      readonly input: View;
      readonly output: View;
    }
  /** The products of planes back to tiles of the result: `input` `[1, planes * C, tiles, 1]`, plus bias[C]. */
  | {
      readonly kind: "transformOutput";
      readonly outputs: readonly [number, number];
      readonly grid: readonly [number, number];
      readonly input: View;
      readonly bias: View | undefined;
      readonly output: View;
      readonly epilogue: CallEpilogue | undefined;
    }
  /** Same shape, any strides. */
  | { readonly kind: "copy"; readonly input: View; readonly output: View };

export type OperationKind = Operation["kind"];
export type OperationOf<K extends OperationKind> = Extract<Operation, { kind: K }>;

export type Call = Operation & {
  readonly origin: Origin;
  /** Classes of devices on which it is done, where a target computes a layer in several ways; without, on all. */
  readonly on?: readonly string[];
};

/** Two address spaces: what `load` leaves behind, and what `run` works in. */
export type Space = "weights" | "arena";

export interface Buffer {
  readonly space: Space;
  readonly elements: number;
  /** Set where its numbers are kept in half precision (IEEE 754 binary16) instead of float32. */
  readonly half?: true;
  /** Place in its space, in elements; set by the memory plan. */
  readonly offset: number;
}

export interface ProgramInput {
  readonly name: string;
  readonly view: View;
  /** Whether there is a batch axis; what arrives for a gradient may have none. */
  readonly batched: boolean;
  readonly picture: Picture | undefined;
}

export interface ProgramOutput {
  readonly name: string;
  readonly view: View;
  /** Whether axis 0 is the batch; a gradient or a new state has none. */
  readonly batched: boolean;
  readonly doc: string;
  /** What the elements along axis 1 stand for. */
  readonly labels: readonly string[] | undefined;
}

/** A tensor of the weight file. */
export interface ProgramWeight {
  readonly path: string;
  readonly shape: readonly number[];
}

export interface MemoryPlan {
  /** Size of the space in elements. */
  readonly elements: number;
  /** The largest sum of the buffers that are needed at one time, in elements as allocated. */
  readonly largestLiveSet: number;
}

/**
 * A scheduled network for one batch size. `load` runs once over the weight file, `run` once a batch; both are in
 * order and name every byte they touch.
 */
export interface Program {
  readonly name: string;
  readonly doc: string;
  readonly batch: number;
  readonly buffers: readonly Buffer[];
  readonly inputs: readonly ProgramInput[];
  readonly outputs: readonly ProgramOutput[];
  /** Values on the way, by their paths. */
  readonly taps: readonly ProgramOutput[];
  readonly weights: readonly ProgramWeight[];
  readonly load: readonly Call[];
  readonly run: readonly Call[];
  readonly memory: Readonly<Record<Space, MemoryPlan>>;
}

/** The reduction of the elements of `view` as they are. */
export function reduce(
  reduction: OperationOf<"reduce">["reduction"],
  view: View,
  output: View,
): OperationOf<"reduce"> {
  return { kind: "reduce", reduction, expression: input(0), inputs: [view], output };
}

export function bufferOf(program: Program, id: BufferId): Buffer {
  const buffer = program.buffers[id];
  if (buffer === undefined) throw new Error(`buffer ${id} does not exist`);
  return buffer;
}
