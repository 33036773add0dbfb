/** What a kernel may use of a device. */
export interface DeviceLimits {
  /** Elements of the largest binding. */
  readonly bindingElements: number;
  /** Storage buffers of a kernel. */
  readonly bindings: number;
  /** Workgroups of a dispatch in each dimension. */
  readonly groups: number;
}

/** What every device of WebGPU has: bindings of 128 MiB, eight storage buffers a stage. */
export const defaultLimits: DeviceLimits = { bindingElements: 2 ** 27 / 4, bindings: 8, groups: 65_535 };
