import { elements, type TensorType } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { elementsOf } from "../program/view.js";
import type { OnnxValue, OperatorDefinition, RandomInteger } from "./definition.js";
import { only, operand } from "./operand.js";
import { noTraits, noWeights } from "./plain.js";
import {
  ceilParameter,
  exportPool,
  importPool,
  kernelParameter,
  poolType,
  positionsRule,
  resolvePool,
  samplePool,
  strideParameter,
  type PoolAttributes,
} from "./pooling.js";
import { booleanIn } from "./read.js";
import { chance } from "./samples.js";
import { f32 } from "./shapes.js";
import { flagIn } from "./window-onnx.js";
import { forEachPosition, type Position } from "./window-taps.js";
import { planeView, programWindow, spatialExtents, windowField } from "./window.js";
import { flag } from "./onnx.js";
import { borderedPool, isPlainPool } from "./pool-onnx.js";

export type AvgpoolAttributes = PoolAttributes &
  Readonly<{
    /** Whether padding counts in the divisor; what ceil mode adds beyond the padding never does. */
    count_include_pad: boolean;
  }>;

export const avgpool: OperatorDefinition<AvgpoolAttributes> = {
  name: "avgpool",
  doc: {
    summary: "The mean of each window, by default over the elements of the input only.",
    shapes: positionsRule,
    source: "LeCun et al. 1998; ONNX AveragePool, whose default for the divisor is not PyTorch's",
  },
  traits: noTraits,
  syntax: {
    kind: "call",
    parameters: [
      kernelParameter,
      strideParameter,
      {
        name: "pad",
        type: { kind: "padding" },
        default: "none",
        doc: "Zeros around the input, fewer than the dilated kernel.",
      },
      ceilParameter,
      {
        name: "count_include_pad",
        type: { kind: "bool" },
        default: false,
        doc: "Whether padding counts in the divisor (ONNX: no; PyTorch: yes). What ceil mode adds never does.",
      },
      { name: "dilation", type: { kind: "extents" }, default: 1, doc: "Distance between a window's taps." },
    ],
    page: {
      counts: "one elementwise operation for each element of each window",
      example: { x: [8, 16, 16], layers: "output y = avgpool(3x3, stride: 2, pad: 1)" },
    },
  },
  resolve(parameters, input) {
    const pool = resolvePool("avgpool", parameters, input);
    if (pool instanceof Problem) return pool;
    return { ...pool, count_include_pad: booleanIn(parameters, "count_include_pad") };
  },
  weights: noWeights,
  shape(attributes, inputs) {
    const type = poolType("avgpool", attributes, only(inputs));
    return type instanceof Problem ? type : [type];
  },
  counts: ({ kernel }, _, results) => ({
    macs: 0,
    elementwise: elements(only(results).shape) * elementsOf({ shape: kernel }),
  }),
  receptiveField: windowField,
  evaluate(attributes, inputs) {
    const x = only(inputs);
    const type = poolType("avgpool", attributes, f32(x.shape));
    if (type instanceof Problem) throw new Error(type.message);
    const shape = type.shape.map(Number);
    const data = new Float64Array(elementsOf({ shape }));
    forEachPosition(attributes, x.shape, shape, (yAt, plane, position) => {
      let sum = 0;
      for (const offset of position.offsets) sum += x.data[plane + offset] ?? 0;
      data[yAt] = sum / divisor(attributes, position);
    });
    return [{ shape, data }];
  },
  lower(attributes, inputs, outputs, lowering) {
    lowering.emit({
      kind: "pool",
      reduction: "average",
      countPadding: attributes.count_include_pad,
      window: programWindow(attributes),
      input: planeView(only(inputs)),
      output: planeView(only(outputs)),
    });
  },
  alias: undefined,
  place: undefined,
  gradient({ graph, attributes, inputs, upstream }) {
    const size = spatialExtents(graph.typeOf(only(inputs)).shape);
    return [graph.apply("avgpool_gradient", { ...attributes, size }, upstream)];
  },
  onnx: {
    opType: "AveragePool",
    export(onnx, attributes, inputs) {
      const dilated = attributes.dilation.some((distance) => distance !== 1);
      if (dilated && onnx.opset < 19) {
        const message = "AveragePool has dilations since operator set 19";
        return new Problem("CNN0603", message, "export with `--opset 19` or a newer one");
      }
      const pool = (x: OnnxValue, window: PoolAttributes): OnnxValue => {
        const { dilations, ...rest } = exportPool(window);
        return onnx.node("AveragePool", [x], {
          ...rest,
          ...(dilated ? { dilations } : {}),
          count_include_pad: flag(attributes.count_include_pad),
        });
      };
      const input = only(inputs);
      if (isPlainPool(attributes, input.type)) return pool(input.value, attributes);
      const { x, window } = borderedPool(onnx, attributes, input, 0);
      const { shape, factors } = shares(attributes, input.type);
      return onnx.node("Mul", [pool(x, window), onnx.floats(shape, factors)]);
    },
    import(attributes, inputs) {
      const pool = importPool("AveragePool", attributes, operand(inputs, 0));
      if (pool instanceof Problem) return pool;
      return { ...pool, count_include_pad: flagIn(attributes, "count_include_pad") };
    },
  },
  samples(random) {
    const { attributes, x } = sampleAvgpool(random);
    return { attributes, inputs: [x.shape] };
  },
};

/** What the sum over a window is divided by. */
export function divisor({ count_include_pad: padded }: AvgpoolAttributes, position: Position): number {
  return padded ? position.padded : position.offsets.length;
}

/** At each position, what the mean over a whole window is to be multiplied by. */
function shares(attributes: AvgpoolAttributes, input: TensorType) {
  const result = poolType("avgpool", attributes, input);
  if (result instanceof Problem) throw new Error(result.message);
  const plane = ({ shape }: TensorType): number[] => [1, 1, ...spatialExtents(shape)];
  const factors: number[] = [];
  forEachPosition(attributes, plane(input), plane(result), (at, _, position) => {
    factors[at] = elementsOf({ shape: attributes.kernel }) / divisor(attributes, position);
  });
  return { shape: plane(result), factors };
}

/** Random attributes, with the types of an input and the result. */
export function sampleAvgpool(random: RandomInteger): {
  attributes: AvgpoolAttributes;
  x: TensorType;
  y: TensorType;
} {
  const { attributes, x, y } = samplePool(random);
  return { attributes: { ...attributes, count_include_pad: chance(random) }, x, y };
}
