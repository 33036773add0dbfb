/**
 * Extents of a pooling over `[N, C, H, W]`. The `[C, H, W]` of one sample is
 * contiguous; samples begin `…SampleStride` elements apart.
 */
export interface Pool2dShape {
  readonly batch: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly outputHeight: number;
  readonly outputWidth: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  readonly padTop: number;
  readonly padLeft: number;
  readonly padBottom: number;
  readonly padRight: number;
  readonly inputSampleStride: number;
  readonly outputSampleStride: number;
}
