/** The part of a device's `GPUSupportedLimits` that compiled models come near to; sizes are in bytes. */
export interface SupportedLimits {
  readonly maxBufferSize: number;
  readonly maxStorageBufferBindingSize: number;
  readonly maxStorageBuffersPerShaderStage: number;
  readonly maxComputeWorkgroupStorageSize: number;
  readonly maxComputeInvocationsPerWorkgroup: number;
  readonly maxComputeWorkgroupsPerDimension: number;
}

/** What every device has. */
export const coreLimits: SupportedLimits = {
  maxBufferSize: 2 ** 28,
  maxStorageBufferBindingSize: 2 ** 27,
  maxStorageBuffersPerShaderStage: 8,
  maxComputeWorkgroupStorageSize: 2 ** 14,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupsPerDimension: 65_535,
};

/** Limits by name: those of every device, and of every one in WebGPU's compatibility mode. */
export const namedLimits: ReadonlyMap<string, SupportedLimits> = new Map([
  ["default", coreLimits],
  ["compatibility", { ...coreLimits, maxComputeInvocationsPerWorkgroup: 128 }],
]);

export type LimitName = keyof SupportedLimits;

export const limitNames = Object.keys(coreLimits) as readonly LimitName[];

/** What a compile plans for. */
export interface DeviceLimits {
  /** Elements of the largest binding. */
  readonly bindingElements: number;
  /** Storage buffers of a kernel. */
  readonly bindings: number;
  /** Workgroups of a dispatch in each dimension. */
  readonly groups: number;
}

export const defaultLimits: DeviceLimits = {
  bindingElements: coreLimits.maxStorageBufferBindingSize / 4,
  bindings: coreLimits.maxStorageBuffersPerShaderStage,
  groups: coreLimits.maxComputeWorkgroupsPerDimension,
};
