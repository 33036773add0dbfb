import type { OfPlatform } from "../shared/pictures.js";

// What a compiled model uses of WebGPU, whose types not every project has.

type Known<Name extends string, Otherwise> = [OfPlatform<Name>] extends [never]
  ? Otherwise
  : OfPlatform<Name>;

/** A `GPUBuffer`, as the project's libraries have it. */
export type DeviceBuffer = Known<"GPUBuffer", GpuBuffer>;

/** A `GPUTexture`, as the project's libraries have it. */
export type DeviceTexture = Known<"GPUTexture", GpuTexture>;

/** `navigator.gpu`. */
export interface Gpu {
  requestAdapter(options?: {
    powerPreference?: "high-performance";
  }): Promise<GpuAdapter | null>;
}

/** A `GPUAdapterInfo`. */
export interface GpuAdapterInfo {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly description?: string;
  readonly isFallbackAdapter?: boolean;
}

export interface GpuAdapter {
  readonly info?: GpuAdapterInfo;
  /** Where browsers had it before `info`. */
  readonly isFallbackAdapter?: boolean;
  readonly features: GpuFeatures;
  /** The features are an array that may change, as TypeScript's own library has it. */
  requestDevice(descriptor?: {
    requiredFeatures: GpuFeature[];
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
  readonly adapterInfo?: GpuAdapterInfo;
  readonly queue: GpuQueue;
  readonly limits: {
    readonly maxBufferSize: number;
    readonly maxStorageBufferBindingSize: number;
    readonly maxTextureDimension2D: number;
  };
  readonly lost: Promise<{ readonly message: string }>;
  createBuffer(descriptor: {
    label?: string;
    size: number;
    usage: number;
  }): GpuBuffer;
  createTexture(descriptor: {
    label?: string;
    size: [width: number, height: number];
    format: "rgba8unorm";
    usage: number;
  }): GpuTexture;
  createShaderModule(descriptor: { label?: string; code: string }): object;
  createComputePipelineAsync(descriptor: {
    label?: string | undefined;
    layout: object | "auto";
    compute: { module: object; entryPoint?: string | undefined };
  }): Promise<GpuPipeline>;
  createComputePipeline(
    descriptor: Parameters<GpuDevice["createComputePipelineAsync"]>[0],
  ): GpuPipeline;
  createBindGroup(descriptor: {
    label?: string | undefined;
    layout: object;
    entries: Iterable<GpuBinding>;
  }): object;
  createCommandEncoder(descriptor?: { label?: string }): GpuEncoder;
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
  writeTexture(
    target: object,
    data: ArrayBufferView,
    layout: { bytesPerRow: number },
    size: [width: number, height: number],
  ): void;
  copyExternalImageToTexture(
    source: { source: object },
    target: object,
    size: [width: number, height: number],
  ): void;
  submit(commands: Iterable<object>): void;
  onSubmittedWorkDone(): Promise<unknown>;
}

export interface GpuBuffer {
  /** In bytes. */
  readonly size: number;
  /** `GPUBufferUsage`. */
  readonly usage: number;
  mapAsync(mode: number): Promise<void>;
  getMappedRange(): ArrayBuffer;
  unmap(): void;
  destroy(): void;
}

export interface GpuTexture {
  readonly width: number;
  readonly height: number;
  readonly format: string;
  /** `GPUTextureUsage`. */
  readonly usage: number;
  createView(): object;
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
  clearBuffer(buffer: GpuBuffer, offset: number, size: number): void;
  finish(): object;
}

export interface GpuPass {
  setPipeline(pipeline: GpuPipeline): void;
  setBindGroup(index: number, group: object | null | undefined): void;
  dispatchWorkgroups(x: number, y: number, z: number): void;
  end(): void;
}
