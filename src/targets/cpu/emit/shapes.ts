import type { Window } from "../../../program/program.js";
import type { View } from "../../../program/view.js";

/** A record of numbers that a runtime kernel takes. */
export interface ShapeRecord {
  readonly type: string;
  readonly fields: Readonly<Record<string, number>>;
}

function windowFields({ kernel, stride, dilation, padding }: Window): Record<string, number> {
  return {
    kernelHeight: kernel[0],
    kernelWidth: kernel[1],
    strideHeight: stride[0],
    strideWidth: stride[1],
    dilationHeight: dilation[0],
    dilationWidth: dilation[1],
    padTop: padding[0],
    padLeft: padding[1],
  };
}

/** For the kernels of convolution; for a gradient, input and output are those of the convolution. */
export function conv2dShape(window: Window, groups: number, input: View, output: View): ShapeRecord {
  const [batch = 1, inputChannels = 1, height = 1, width = 1] = input.shape;
  const [, outputChannels = 1, outputHeight = 1, outputWidth = 1] = output.shape;
  return {
    type: "Conv2dShape",
    fields: {
      batch,
      groups,
      inputChannels,
      height,
      width,
      outputChannels,
      outputHeight,
      outputWidth,
      ...windowFields(window),
      ...sampleStrides(input, output),
      outputPlaneStride: output.strides[1] ?? 0,
    },
  };
}

/** For the kernels of pooling, gradients like those of convolution. */
export function pool2dShape(window: Window, input: View, output: View): ShapeRecord {
  const [batch = 1, channels = 1, height = 1, width = 1] = input.shape;
  const [, , outputHeight = 1, outputWidth = 1] = output.shape;
  return {
    type: "Pool2dShape",
    fields: {
      batch,
      channels,
      height,
      width,
      outputHeight,
      outputWidth,
      ...windowFields(window),
      padBottom: window.padding[2],
      padRight: window.padding[3],
      ...sampleStrides(input, output),
    },
  };
}

function sampleStrides(input: View, output: View): Record<string, number> {
  return { inputSampleStride: input.strides[0] ?? 0, outputSampleStride: output.strides[0] ?? 0 };
}

export function matmulShape(a: View, b: View, bias: View | undefined, output: View): ShapeRecord {
  return {
    type: "MatmulShape",
    fields: {
      rows: output.shape[0] ?? 1,
      columns: output.shape[1] ?? 1,
      inner: a.shape[1] ?? 1,
      aRow: a.strides[0] ?? 0,
      aInner: a.strides[1] ?? 0,
      bInner: b.strides[0] ?? 0,
      bColumn: b.strides[1] ?? 0,
      biasColumn: bias?.strides.at(-1) ?? 0,
      outputRow: output.strides[0] ?? 0,
      outputColumn: output.strides[1] ?? 0,
    },
  };
}
