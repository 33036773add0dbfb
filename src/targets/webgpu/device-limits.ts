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

/** Elements of the largest buffer that can be bound whole. */
export function bindingElements({ maxBufferSize, maxStorageBufferBindingSize }: SupportedLimits): number {
  return Math.floor(Math.min(maxBufferSize, maxStorageBufferBindingSize) / 4);
}
