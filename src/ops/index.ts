import { adaptiveAvgpool } from "./adaptive_avgpool.js";
import { adaptiveAvgpoolGradient } from "./adaptive_avgpool_gradient.js";
import { adaptiveMaxpool } from "./adaptive_maxpool.js";
import { adaptiveMaxpoolGradient } from "./adaptive_maxpool_gradient.js";
import { add } from "./add.js";
import { avgpool } from "./avgpool.js";
import { avgpoolGradient } from "./avgpool_gradient.js";
import { batchnorm } from "./batchnorm.js";
import { batchnormTraining } from "./batchnorm_training.js";
import { binaryCrossEntropy } from "./binary_cross_entropy.js";
import { channelShuffle } from "./channel_shuffle.js";
import { concat } from "./concat.js";
import { constant } from "./constant.js";
import { constantPad } from "./constant_pad.js";
import { conv } from "./conv.js";
import { convInputGradient } from "./conv_input_gradient.js";
import { convTranspose } from "./conv_transpose.js";
import { convWeightGradient } from "./conv_weight_gradient.js";
import { crossEntropy } from "./cross_entropy.js";
import type { OperatorDefinition } from "./definition.js";
import { dense } from "./dense.js";
import { div } from "./div.js";
import { dropout } from "./dropout.js";
import { elu, eluGradient } from "./elu.js";
import { erf } from "./erf.js";
import { exp } from "./exp.js";
import { expand } from "./expand.js";
import { flatten } from "./flatten.js";
import { frelu } from "./frelu.js";
import { gelu, geluGradient } from "./gelu.js";
import { globalAvgpool } from "./global_avgpool.js";
import { globalMaxpool } from "./global_maxpool.js";
import { groupnorm } from "./groupnorm.js";
import { hardSigmoid, hardSigmoidGradient } from "./hard_sigmoid.js";
import { hardSwish, hardSwishGradient } from "./hard_swish.js";
import { identity } from "./identity.js";
import { instancenorm } from "./instancenorm.js";
import { interleave } from "./interleave.js";
import { layerScale } from "./layer_scale.js";
import { layernorm } from "./layernorm.js";
import { leakyRelu, leakyReluGradient } from "./leaky_relu.js";
import { log } from "./log.js";
import { logSoftmax } from "./log_softmax.js";
import { lrn } from "./lrn.js";
import { matmul } from "./matmul.js";
import { maximum } from "./maximum.js";
import { maxpool } from "./maxpool.js";
import { maxpoolGradient } from "./maxpool_gradient.js";
import { mean } from "./mean.js";
import { meanGradient } from "./mean_gradient.js";
import { meanSquaredError } from "./mean_squared_error.js";
import { minimum } from "./minimum.js";
import { mish, mishGradient } from "./mish.js";
import { mul } from "./mul.js";
import { neg } from "./neg.js";
import { pixelShuffle } from "./pixel_shuffle.js";
import { power } from "./power.js";
import { prelu } from "./prelu.js";
import { reduceMax } from "./reduce_max.js";
import { reduceMean } from "./reduce_mean.js";
import { reduceSum } from "./reduce_sum.js";
import { relu } from "./relu.js";
import { relu6, relu6Gradient } from "./relu6.js";
import { reshape } from "./reshape.js";
import { resize } from "./resize.js";
import { resizeGradient } from "./resize_gradient.js";
import { selu, seluGradient } from "./selu.js";
import { sigmoid } from "./sigmoid.js";
import { silu, siluGradient } from "./silu.js";
import { slice } from "./slice.js";
import { softmax } from "./softmax.js";
import { softplus, softplusGradient } from "./softplus.js";
import { softsign, softsignGradient } from "./softsign.js";
import { sqrt } from "./sqrt.js";
import { step } from "./step.js";
import { stochasticDepth } from "./stochastic_depth.js";
import { sub } from "./sub.js";
import { sum } from "./sum.js";
import { tanh } from "./tanh.js";
import { times } from "./times.js";
import { transpose } from "./transpose.js";
import { upsample } from "./upsample.js";
import { upsampleGradient } from "./upsample_gradient.js";
import { windowSum } from "./window_sum.js";

/** The explicit list: an operator exists when it has a line here. */
const definitions: readonly OperatorDefinition[] = [
  adaptiveAvgpool,
  adaptiveAvgpoolGradient,
  adaptiveMaxpool,
  adaptiveMaxpoolGradient,
  add,
  avgpool,
  avgpoolGradient,
  batchnorm,
  batchnormTraining,
  binaryCrossEntropy,
  channelShuffle,
  concat,
  constant,
  constantPad,
  conv,
  convInputGradient,
  convTranspose,
  convWeightGradient,
  crossEntropy,
  dense,
  div,
  dropout,
  elu,
  eluGradient,
  erf,
  exp,
  expand,
  flatten,
  frelu,
  gelu,
  geluGradient,
  globalAvgpool,
  globalMaxpool,
  groupnorm,
  hardSigmoid,
  hardSigmoidGradient,
  hardSwish,
  hardSwishGradient,
  identity,
  instancenorm,
  interleave,
  layerScale,
  layernorm,
  leakyRelu,
  leakyReluGradient,
  log,
  logSoftmax,
  lrn,
  matmul,
  maximum,
  maxpool,
  maxpoolGradient,
  mean,
  meanGradient,
  meanSquaredError,
  minimum,
  mish,
  mishGradient,
  mul,
  neg,
  pixelShuffle,
  power,
  prelu,
  reduceMax,
  reduceMean,
  reduceSum,
  relu,
  relu6,
  relu6Gradient,
  reshape,
  resize,
  resizeGradient,
  selu,
  seluGradient,
  sigmoid,
  silu,
  siluGradient,
  slice,
  softmax,
  softplus,
  softplusGradient,
  softsign,
  softsignGradient,
  sqrt,
  step,
  stochasticDepth,
  sub,
  sum,
  tanh,
  times,
  transpose,
  upsample,
  upsampleGradient,
  windowSum,
];

/** Every operator by name. */
export const operators: ReadonlyMap<string, OperatorDefinition> = byName(definitions);

function byName(list: readonly OperatorDefinition[]): ReadonlyMap<string, OperatorDefinition> {
  const map = new Map<string, OperatorDefinition>();
  for (const definition of list) {
    if (map.has(definition.name)) throw new Error(`two operators are called ${definition.name}`);
    map.set(definition.name, definition);
  }
  return map;
}
