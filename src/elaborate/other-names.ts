/**
 * Names of this language by those that PyTorch, Keras, ONNX and papers have for the same, without case, underscores and
 * the number of axes.
 */
const otherNames: Readonly<Record<string, string>> = {
  linear: "dense",
  fc: "dense",
  fullyconnected: "dense",
  gemm: "dense",
  convolution: "conv",
  convtranspose: "conv_transpose",
  deconv: "conv_transpose",
  deconvolution: "conv_transpose",
  bn: "batchnorm",
  batchnormalization: "batchnorm",
  layernormalization: "layernorm",
  instancenormalization: "instancenorm",
  groupnormalization: "groupnorm",
  localresponsenorm: "lrn",
  maxpooling: "maxpool",
  averagepool: "avgpool",
  averagepooling: "avgpool",
  globalaveragepool: "global_avgpool",
  globalaveragepooling: "global_avgpool",
  gap: "global_avgpool",
  globalmaxpooling: "global_maxpool",
  adaptiveaveragepool: "adaptive_avgpool",
  swish: "silu",
  hswish: "hard_swish",
  hsigmoid: "hard_sigmoid",
  lrelu: "leaky_relu",
  droppath: "stochastic_depth",
  interpolate: "upsample",
  resize: "upsample",
  depthtospace: "pixel_shuffle",
  permute: "transpose",
  view: "reshape",
  mean: "reduce_mean",
  nllloss: "cross_entropy",
  crossentropyloss: "cross_entropy",
  mseloss: "mean_squared_error",
  bceloss: "binary_cross_entropy",
  padding: "pad",
  pads: "pad",
  kernelsize: "kernel",
  kernelshape: "kernel",
  poolsize: "kernel",
  strides: "stride",
  dilations: "dilation",
  dilationrate: "dilation",
  group: "groups",
  outchannels: "filters",
  channels: "filters",
  outfeatures: "units",
  features: "units",
  usebias: "bias",
  eps: "epsilon",
  dim: "axis",
  p: "rate",
};

/** The candidate that is the same name but for case, underscores and axes, or that another framework calls so. */
export function nameHere(name: string, candidates: ReadonlySet<string>): string | undefined {
  const plain = plainName(name);
  const other = Object.hasOwn(otherNames, plain) ? otherNames[plain] : undefined;
  if (other !== undefined && candidates.has(other)) return other;
  return [...candidates].find((candidate) => plainName(candidate) === plain);
}

function plainName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll("_", "")
    .replace(/[123]d$/, "");
}
