import { halfFeature, type Precision } from "../targets/webgpu/precision.js";

/** The features of WebGPU that commands ask devices for. */
export type GpuFeature = "timestamp-query" | typeof halfFeature;

/** What a device has to have for a precision. */
export function featuresFor(precision: Precision | undefined): readonly GpuFeature[] {
  return precision === "f16" ? [halfFeature] : [];
}
