/**
 * Extents of a convolution over `[N, C, H, W]`. The `[C, H, W]` of one sample
 * is contiguous, but `conv2d` writes planes `outputPlaneStride` elements apart;
 * samples begin `…SampleStride` elements apart. The weight is
 * `[outputChannels, inputChannels / groups, kernelHeight, kernelWidth]`.
 */
export interface Conv2dShape {
  readonly batch: number;
  readonly groups: number;
  readonly inputChannels: number;
  readonly height: number;
  readonly width: number;
  readonly outputChannels: number;
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
  readonly inputSampleStride: number;
  readonly outputSampleStride: number;
  readonly outputPlaneStride: number;
}
