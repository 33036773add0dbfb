/** How a call is carried out. */
export interface GpuWay {
  /** Name of its kernel. */
  readonly kernel: string;
  readonly groups: readonly [x: number, y: number, z: number];
  /** The numbers of the kernel's uniform, in its order. */
  readonly shape: readonly number[];
}

/** What an adapter is, as far as kernels are chosen by it. */
export type AdapterClass = "software" | "integrated" | "discrete";

/** A call as the device carries it out. */
export interface GpuDispatch extends GpuWay {
  /** Path of the layer that it is of. */
  readonly layer: string;
  /** Buffers of the device, in the order of the kernel's bindings. */
  readonly buffers: readonly number[];
  /** What is done in another way on some adapters. */
  readonly on?: Readonly<Partial<Record<AdapterClass, GpuWay>>>;
  /** The adapters on which it is done, where others compute the layer by another algorithm; on all where nothing is said. */
  readonly only?: readonly AdapterClass[];
}

/** A kernel: WGSL with an entry point `kernel`. Equal kernels of several models have equal text. */
export interface GpuKernel {
  readonly name: string;
  readonly code: string;
}

/** A tensor of the weight file, and where its parts go, one after another: one part, if a binding holds all of it. */
export interface GpuRead {
  readonly read: string;
  readonly to: readonly GpuPart[];
}

export interface GpuPart {
  readonly elements: number;
  readonly buffer: number;
  readonly at: number;
}

/** Numbers known at compile time, and where they go. */
export interface GpuConstant {
  readonly numbers: readonly number[];
  readonly buffer: number;
  readonly at: number;
}

/** What a model does on a device. Offsets and sizes are in elements; a buffer of size 0 is not made. */
export interface GpuPlan {
  /** Sizes of buffers: those of the weights, of what a call works in, and what is needed while weights are loaded only. */
  readonly weights: readonly number[];
  readonly arena: readonly number[];
  readonly loading: readonly number[];
  /** Buffers of elements in half precision; those of the others are float32. */
  readonly halves?: readonly number[];
  readonly load: readonly (GpuRead | GpuConstant | GpuDispatch)[];
  readonly run: readonly GpuDispatch[];
}

/** Bytes of an element of a buffer. */
export function elementBytes({ halves }: GpuPlan, buffer: number): 2 | 4 {
  return halves?.includes(buffer) === true ? 2 : 4;
}
