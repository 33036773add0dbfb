import { add } from "./add.js";
import { avgpool } from "./avgpool.js";
import { avgpoolGradient } from "./avgpool_gradient.js";
import { batchnorm } from "./batchnorm.js";
import { concat } from "./concat.js";
import { constant } from "./constant.js";
import { conv } from "./conv.js";
import { convInputGradient } from "./conv_input_gradient.js";
import { convWeightGradient } from "./conv_weight_gradient.js";
import type { OperatorDefinition } from "./definition.js";
import { dense } from "./dense.js";
import { div } from "./div.js";
import { dropout } from "./dropout.js";
import { expand } from "./expand.js";
import { flatten } from "./flatten.js";
import { globalAvgpool } from "./global_avgpool.js";
import { globalMaxpool } from "./global_maxpool.js";
import { identity } from "./identity.js";
import { lrn } from "./lrn.js";
import { matmul } from "./matmul.js";
import { maxpool } from "./maxpool.js";
import { maxpoolGradient } from "./maxpool_gradient.js";
import { mul } from "./mul.js";
import { neg } from "./neg.js";
import { power } from "./power.js";
import { relu } from "./relu.js";
import { reshape } from "./reshape.js";
import { sigmoid } from "./sigmoid.js";
import { slice } from "./slice.js";
import { softmax } from "./softmax.js";
import { sqrt } from "./sqrt.js";
import { step } from "./step.js";
import { sub } from "./sub.js";
import { sum } from "./sum.js";
import { tanh } from "./tanh.js";
import { transpose } from "./transpose.js";
import { windowSum } from "./window_sum.js";

/** The explicit list: an operator exists when it has a line here. */
const definitions: readonly OperatorDefinition[] = [
  add,
  avgpool,
  avgpoolGradient,
  batchnorm,
  concat,
  constant,
  conv,
  convInputGradient,
  convWeightGradient,
  dense,
  div,
  dropout,
  expand,
  flatten,
  globalAvgpool,
  globalMaxpool,
  identity,
  lrn,
  matmul,
  maxpool,
  maxpoolGradient,
  mul,
  neg,
  power,
  relu,
  reshape,
  sigmoid,
  slice,
  softmax,
  sqrt,
  step,
  sub,
  sum,
  tanh,
  transpose,
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
