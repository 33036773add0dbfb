/** What is used of tfjs, seen without its types: only benchmarks install it. */
export interface Tfjs {
  readonly fused: {
    conv2d(options: FusedConvolution): TfTensor;
    depthwiseConv2d(options: FusedConvolution): TfTensor;
    matMul(options: FusedProduct): TfTensor;
  };
  setBackend(name: string): Promise<boolean>;
  tensor(data: Float32Array, shape: readonly number[]): TfTensor;
  tidy(compute: () => TfTensor): TfTensor;
  add(a: TfTensor, b: TfTensor): TfTensor;
  relu(x: TfTensor): TfTensor;
  tanh(x: TfTensor): TfTensor;
  concat(values: readonly TfTensor[], axis: number): TfTensor;
  mean(x: TfTensor, axes: readonly number[]): TfTensor;
  maxPool(x: TfTensor, kernel: readonly number[], strides: readonly number[], pad: ExplicitPadding): TfTensor;
  avgPool(x: TfTensor, kernel: readonly number[], strides: readonly number[], pad: ExplicitPadding): TfTensor;
  reshape(x: TfTensor, shape: readonly number[]): TfTensor;
}

export interface TfTensor {
  data(): Promise<Float32Array>;
  dataSync(): Float32Array;
  dispose(): void;
}

export type Activation = "linear" | "relu" | "relu6";

/** Before and after each axis of `[N, H, W, C]`. */
export type ExplicitPadding = readonly (readonly [number, number])[];

interface FusedConvolution {
  readonly x: TfTensor;
  /** `[kh, kw, in, out]`, or `[kh, kw, channels, 1]` where it is depthwise. */
  readonly filter: TfTensor;
  readonly strides: readonly number[];
  readonly pad: ExplicitPadding;
  readonly bias: TfTensor | undefined;
  readonly activation: Activation;
}

interface FusedProduct {
  readonly a: TfTensor;
  readonly b: TfTensor;
  readonly bias: TfTensor | undefined;
  readonly activation: Activation;
}
