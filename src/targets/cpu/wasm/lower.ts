import type {
  Call,
  CallEpilogue,
  ConvAlgorithm,
  OperationOf,
  RegisterTile,
} from "../../../program/program.js";
import { isSideBySide, type View } from "../../../program/view.js";
import type { Kernel } from "./kernel.js";
import { type DirectConv, type PixelStrides } from "./kernels/conv-shape.js";
import { constant } from "./kernels/constant.js";
import { directConv } from "./kernels/conv.js";
import { dense } from "./kernels/dense.js";
import { depthwise } from "./kernels/depthwise.js";
import { convInputGradient, type ConvInputGradient } from "./kernels/conv-input-gradient.js";
import { convWeightGradient, type ConvWeightGradient } from "./kernels/conv-weight-gradient.js";
import { copy } from "./kernels/copy.js";
import { elementwise } from "./kernels/nest.js";
import { pad } from "./kernels/pad.js";
import { pool } from "./kernels/pool.js";
import { poolGradient } from "./kernels/pool-gradient.js";
import { product, type Product } from "./kernels/product.js";
import { reduction } from "./kernels/reduction.js";
import { strassen } from "./kernels/strassen.js";
import { strassenWeights } from "./kernels/strassen-weights.js";
import { winograd } from "./kernels/winograd.js";
import type { WinogradConv } from "./kernels/winograd-plan.js";
import { winogradWeights } from "./kernels/winograd-weights.js";

/** The kernel of a call. Its functions are named after `name`. */
export function lowerCall(call: Call, name: string): Kernel {
  switch (call.kind) {
    case "conv":
      return convolution(call, name);
    case "transformWeight":
      return transformedWeight(call, name);
    case "matmul":
      return alongTerms(call) ? denseKernel(call, name) : product(name, productOf(call));
    case "pool":
      return pool(name, {
        reduction: call.reduction,
        countPadding: call.countPadding,
        window: call.window,
        shape: four(call.input.shape),
        extent: pixelExtent(call.output),
        input: four(call.input.strides),
        output: four(call.output.strides),
      });
    case "map": {
      const views = [...call.inputs, call.output];
      return elementwise(name, call.expression, nestOf(call.output.shape, views));
    }
    case "copy":
      return copy(name, nestOf(call.output.shape, [call.input, call.output]));
    case "reduce":
      return reductionKernel(call, name);
    case "convInputGradient":
      return convInputGradient(name, inputGradientOf(call));
    case "convWeightGradient":
      return convWeightGradient(name, weightGradientOf(call));
    case "maxPoolGradient":
      return poolGradient(name, {
        reduction: { kind: "max", input: four(call.input.strides) },
        ...poolGradientOf(call),
      });
    case "averagePoolGradient":
      return poolGradient(name, {
        reduction: { kind: "average", countPadding: call.countPadding },
        ...poolGradientOf(call),
      });
    case "pad":
      return pad(name, {
        shape: four(call.input.shape),
        padding: call.padding,
        input: four(call.input.strides),
        output: pixelStrides(call.output),
        value: 0,
      });
    case "constant":
      return constant(name, call.data);
    case "read":
      throw new Error("a read is not a kernel");
    case "transformInput":
    case "transformOutput":
      throw new Error(`no kernel in WebAssembly is a ${call.kind}`);
  }
}

function convolution(call: OperationOf<"conv">, name: string): Kernel {
  const { algorithm } = call;
  if (algorithm === undefined) throw new Error("a convolution has an algorithm");
  switch (algorithm.kind) {
    case "direct":
      return directConv(name, directOf(call, algorithm.tile));
    case "depthwise":
      return depthwiseKernel(call, name);
    case "winograd":
      return winograd(name, winogradOf(call, algorithm));
    case "strassen":
      return strassen(name, directOf(call, algorithm.tile));
  }
}

function nestOf(shape: readonly number[], views: readonly View[]) {
  return { shape, strides: views.map(({ strides }) => strides) };
}

function reductionKernel(call: OperationOf<"reduce">, name: string): Kernel {
  const shape = call.inputs[0]?.shape ?? [];
  const reduced = shape.map((extent, axis) => extent !== call.output.shape[axis]);
  const output = { ...call.output, strides: call.output.strides.map((s, axis) => (reduced[axis] ? 0 : s)) };
  const nest = nestOf(shape, [...call.inputs, output]);
  return reduction(name, { reduction: call.reduction, expression: call.expression, nest, reduced });
}

/** Whether both factors lie side by side along the terms, and the output along its columns. */
function alongTerms({ a, b, bias, output, epilogue }: OperationOf<"matmul">): boolean {
  return (
    isSideBySide(a, 1) &&
    isSideBySide(b, 0) &&
    (bias === undefined || isSideBySide(bias, bias.shape.length - 1)) &&
    [output, ...(epilogue?.operands ?? [])].every((view) => isSideBySide(view, 1))
  );
}

function productOf({ a, b, bias, output, epilogue }: OperationOf<"matmul">): Product {
  const matrix = ({ strides }: View): readonly [number, number] => [strides[0] ?? 0, strides[1] ?? 0];
  return {
    rows: output.shape[0] ?? 1,
    columns: output.shape[1] ?? 1,
    terms: a.shape[1] ?? 1,
    a: matrix(a),
    b: matrix(b),
    bias: bias?.strides.at(-1),
    output: matrix(output),
    epilogue: epilogue && { expression: epilogue.expression, operands: epilogue.operands.map(matrix) },
  };
}

function denseKernel({ a, b, bias, output, epilogue }: OperationOf<"matmul">, name: string): Kernel {
  return dense(name, {
    rows: output.shape[0] ?? 1,
    columns: output.shape[1] ?? 1,
    terms: a.shape[1] ?? 1,
    a: a.strides[0] ?? 0,
    b: b.strides[1] ?? 0,
    output: output.strides[0] ?? 0,
    bias: bias !== undefined,
    epilogue: epilogue && {
      expression: epilogue.expression,
      operands: epilogue.operands.map(({ strides }) => strides[0] ?? 0),
    },
  });
}

function depthwiseKernel(call: OperationOf<"conv">, name: string): Kernel {
  const pixels = call.algorithm?.kind === "depthwise" ? call.algorithm.pixels : 4;
  return depthwise(name, {
    window: call.window,
    shape: four(call.input.shape),
    extent: pixelExtent(call.output),
    input: pixelStrides(call.input),
    output: pixelStrides(call.output),
    bias: call.bias !== undefined,
    epilogue: pixelEpilogue(call.epilogue),
    pixels,
  });
}

function directOf(call: OperationOf<"conv">, tile: RegisterTile): DirectConv {
  const { window, groups, input, output } = call;
  return {
    samples: output.shape[0] ?? 1,
    groups,
    channels: (input.shape[1] ?? 1) / groups,
    filters: (output.shape[1] ?? 1) / groups,
    kernel: window.kernel,
    stride: window.stride,
    dilation: window.dilation,
    extent: pixelExtent(output),
    input: pixelStrides(input),
    output: pixelStrides(output),
    bias: call.bias !== undefined,
    epilogue: pixelEpilogue(call.epilogue),
    tile,
  };
}

type Winograd = Extract<ConvAlgorithm, { readonly kind: "winograd" }>;

function winogradOf(call: OperationOf<"conv">, { outputs, block, tile, phases }: Winograd): WinogradConv {
  const { window, input, output } = call;
  return {
    samples: output.shape[0] ?? 1,
    channels: input.shape[1] ?? 1,
    filters: output.shape[1] ?? 1,
    taps: window.kernel,
    outputs,
    size: pixelExtent(input),
    padding: window.padding,
    input: pixelStrides(input),
    output: pixelStrides(output),
    bias: call.bias !== undefined,
    epilogue: pixelEpilogue(call.epilogue),
    block,
    tile,
    phases,
  };
}

function transformedWeight({ input, algorithm }: OperationOf<"transformWeight">, name: string): Kernel {
  const [filters = 1, channels = 1, rows = 1, columns = 1] = input.shape;
  const { tile } = algorithm;
  if (algorithm.kind === "strassen") return strassenWeights(name, { channels, filters, tile });
  const taps = [rows, columns] as const;
  const anywhere = { sample: 0, row: 0, pixel: 0 };
  // What the transform of a weight asks of the convolution that it is for.
  return winogradWeights(name, {
    samples: 1,
    channels,
    filters,
    taps,
    outputs: algorithm.outputs,
    size: taps,
    padding: [0, 0, 0, 0],
    input: anywhere,
    output: anywhere,
    bias: false,
    epilogue: undefined,
    block: 1,
    tile,
  });
}

function inputGradientOf(call: OperationOf<"convInputGradient">): ConvInputGradient {
  const { window, groups, gradient, output } = call;
  return {
    window,
    groups,
    samples: output.shape[0] ?? 1,
    filters: (gradient.shape[1] ?? 1) / groups,
    channels: (output.shape[1] ?? 1) / groups,
    taken: pixelExtent(gradient),
    extent: pixelExtent(output),
    gradient: pixelStrides(gradient),
    output: pixelStrides(output),
    bias: call.bias !== undefined,
    epilogue: pixelEpilogue(call.epilogue),
  };
}

function weightGradientOf(call: OperationOf<"convWeightGradient">): ConvWeightGradient {
  const { window, groups, input, gradient, output } = call;
  return {
    window,
    groups,
    samples: input.shape[0] ?? 1,
    channels: (input.shape[1] ?? 1) / groups,
    filters: (gradient.shape[1] ?? 1) / groups,
    size: pixelExtent(input),
    taken: pixelExtent(gradient),
    input: pixelStrides(input),
    gradient: pixelStrides(gradient),
    output: four(output.strides),
  };
}

function poolGradientOf({
  window,
  gradient,
  output,
}: OperationOf<"maxPoolGradient" | "averagePoolGradient">) {
  return {
    window,
    shape: four(output.shape),
    extent: pixelExtent(gradient),
    gradient: four(gradient.strides),
    output: four(output.strides),
  };
}

function pixelEpilogue(epilogue: CallEpilogue | undefined) {
  return epilogue && { expression: epilogue.expression, operands: epilogue.operands.map(pixelStrides) };
}

function pixelStrides({ strides }: View): PixelStrides {
  const [sample, , row, pixel] = four(strides);
  return { sample, row, pixel };
}

function pixelExtent({ shape }: View): readonly [number, number] {
  const [, , rows, pixels] = four(shape);
  return [rows, pixels];
}

function four([n = 1, c = 1, h = 1, w = 1]: readonly number[]): readonly [number, number, number, number] {
  return [n, c, h, w];
}
