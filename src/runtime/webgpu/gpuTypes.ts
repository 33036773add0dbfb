// What a compiled model uses of WebGPU, whose types not every project has.

/** `navigator.gpu`. */
export interface Gpu {
  requestAdapter(options?: {
    powerPreference?: "high-performance";
  }): Promise<GpuAdapter | null>;
}

export interface GpuAdapter {
  readonly info?: {
    readonly vendor?: string;
    readonly isFallbackAdapter?: boolean;
  };
  /** Where browsers had it before `info`. */
  readonly isFallbackAdapter?: boolean;
  readonly features: GpuFeatures;
  requestDevice(descriptor?: {
    requiredFeatures: Iterable<GpuFeature>;
  }): Promise<GpuDevice>;
}

/** An optional part of WebGPU that models may need. */
export type GpuFeature = "shader-f16";

/** Names of the optional parts that there are. */
export interface GpuFeatures {
  has(name: string): boolean;
}

/** A `GPUDevice`. */
export interface GpuDevice {
  readonly features: GpuFeatures;
  readonly queue: GpuQueue;
  readonly lost: Promise<{ readonly message: string }>;
  createBuffer(descriptor: {
    label?: string;
    size: number;
    usage: number;
  }): GpuBuffer;
  createShaderModule(descriptor: { label?: string; code: string }): object;
  createComputePipelineAsync(descriptor: {
    label?: string | undefined;
    layout: object | "auto";
    compute: { module: object; entryPoint?: string | undefined };
  }): Promise<GpuPipeline>;
  createBindGroup(descriptor: {
    label?: string | undefined;
    layout: object;
    entries: Iterable<GpuBinding>;
  }): object;
  createCommandEncoder(): GpuEncoder;
  pushErrorScope(filter: "validation" | "out-of-memory" | "internal"): void;
  popErrorScope(): Promise<{ readonly message: string } | null>;
  destroy(): void;
}

export interface GpuQueue {
  writeBuffer(
    buffer: GpuBuffer,
    offset: number,
    data: ArrayBufferView,
    dataOffset?: number,
    size?: number,
  ): void;
  submit(commands: Iterable<object>): void;
}

export interface GpuBuffer {
  mapAsync(mode: number): Promise<void>;
  getMappedRange(): ArrayBuffer;
  unmap(): void;
  destroy(): void;
}

export interface GpuPipeline {
  getBindGroupLayout(index: number): object;
}

export interface GpuBinding {
  binding: number;
  /** A `GPUBufferBinding`. */
  resource: object;
}

export interface GpuEncoder {
  beginComputePass(): GpuPass;
  copyBufferToBuffer(
    source: GpuBuffer,
    sourceOffset: number,
    target: GpuBuffer,
    targetOffset: number,
    size: number,
  ): void;
  finish(): object;
}

export interface GpuPass {
  setPipeline(pipeline: GpuPipeline): void;
  setBindGroup(index: number, group: object | null | undefined): void;
  dispatchWorkgroups(x: number, y: number, z: number): void;
  end(): void;
}
