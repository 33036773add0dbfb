import type { Tensor } from "../../src/ops/definition.js";
import type { OperationOf, Window } from "../../src/program/program.js";
import { elementsOf, rowMajorStrides, type View } from "../../src/program/view.js";

type Kernel = OperationOf<
  | "conv"
  | "convInputGradient"
  | "convWeightGradient"
  | "matmul"
  | "pool"
  | "maxPoolGradient"
  | "averagePoolGradient"
>;

/** What a contraction or a pooling call writes, straight from the definitions in program.ts. */
export function evaluateKernel(operation: Kernel, read: (view: View) => Tensor): Tensor {
  const y = zeros(operation.output.shape);
  switch (operation.kind) {
    case "matmul": {
      const [a, b] = [read(operation.a), read(operation.b)];
      const [depth = 0] = b.shape;
      forEachIndex(y.shape, ([m = 0, n = 0]) => {
        if (operation.bias) add(y, [m, n], get(read(operation.bias), [n]));
        for (let k = 0; k < depth; k += 1) add(y, [m, n], get(a, [m, k]) * get(b, [k, n]));
      });
      return y;
    }
    case "conv": {
      const [x, weight] = [read(operation.input), read(operation.weight)];
      forEachProduct(operation, x.shape, weight.shape, y.shape, (yAt, weightAt, xAt) => {
        add(y, yAt, get(weight, weightAt) * get(x, xAt));
      });
      if (operation.bias) addBias(y, read(operation.bias));
      return y;
    }
    case "convInputGradient": {
      const [gradient, weight] = [read(operation.gradient), read(operation.weight)];
      forEachProduct(operation, y.shape, weight.shape, gradient.shape, (gradientAt, weightAt, at) => {
        add(y, at, get(weight, weightAt) * get(gradient, gradientAt));
      });
      if (operation.bias) addBias(y, read(operation.bias));
      return y;
    }
    case "convWeightGradient": {
      const [x, gradient] = [read(operation.input), read(operation.gradient)];
      forEachProduct(operation, x.shape, y.shape, gradient.shape, (gradientAt, at, xAt) => {
        add(y, at, get(x, xAt) * get(gradient, gradientAt));
      });
      return y;
    }
    case "pool": {
      const x = read(operation.input);
      forEachIndex(y.shape, (yAt) => {
        const seen = windowAt(operation.window, x.shape, yAt);
        const values = seen.inside.map((xAt) => get(x, xAt));
        const sum = values.reduce((total, value) => total + value, 0);
        const count = operation.countPadding ? seen.padded : values.length;
        const results = { max: Math.max(...values), sum, average: sum / count };
        add(y, yAt, results[operation.reduction]);
      });
      return y;
    }
    case "maxPoolGradient": {
      const [x, gradient] = [read(operation.input), read(operation.gradient)];
      forEachIndex(gradient.shape, (at) => {
        const { inside } = windowAt(operation.window, x.shape, at);
        const largest = Math.max(...inside.map((xAt) => get(x, xAt)));
        const first = inside.find((xAt) => get(x, xAt) === largest);
        if (first) add(y, first, get(gradient, at));
      });
      return y;
    }
    case "averagePoolGradient": {
      const gradient = read(operation.gradient);
      forEachIndex(gradient.shape, (at) => {
        const { inside, padded } = windowAt(operation.window, y.shape, at);
        const count = operation.countPadding ? padded : inside.length;
        for (const xAt of inside) add(y, xAt, get(gradient, at) / count);
      });
      return y;
    }
  }
}

type Index = readonly number[];

function addBias(y: Tensor, bias: Tensor): void {
  forEachIndex(y.shape, (at) => {
    add(y, at, get(bias, at.slice(1, 2)));
  });
}

function zeros(shape: Index): Tensor {
  return { shape, data: new Float64Array(elementsOf({ shape })) };
}

function offsetIn({ shape }: Tensor, index: Index): number {
  return rowMajorStrides(shape).reduce((sum, stride, axis) => sum + stride * (index[axis] ?? NaN), 0);
}

function get(tensor: Tensor, index: Index): number {
  return tensor.data[offsetIn(tensor, index)] ?? NaN;
}

function add(tensor: Tensor, index: Index, value: number): void {
  tensor.data[offsetIn(tensor, index)] = get(tensor, index) + value;
}

function forEachIndex(shape: Index, visit: (index: Index) => void): void {
  const descend = (index: Index): void => {
    const extent = shape[index.length];
    if (extent === undefined) visit(index);
    else for (let i = 0; i < extent; i += 1) descend([...index, i]);
  };
  descend([]);
}

/** Place in the input of tap (ky, kx) of a window at (oy, ox). */
function place({ stride, dilation, padding }: Window, [oy = 0, ox = 0]: Index, [ky = 0, kx = 0]: Index) {
  return [oy * stride[0] - padding[0] + ky * dilation[0], ox * stride[1] - padding[1] + kx * dilation[1]];
}

function isWithin([y = 0, x = 0]: Index, [height = 0, width = 0]: Index): boolean {
  return y >= 0 && y < height && x >= 0 && x < width;
}

/** Indices of the result, the weight and the input, for every product of a convolution. */
function forEachProduct(
  { window, groups }: { readonly window: Window; readonly groups: number },
  x: Index,
  weight: Index,
  y: Index,
  visit: (yAt: Index, weightAt: Index, xAt: Index) => void,
): void {
  const [filters = 0, depth = 0] = weight;
  forEachIndex([...y, ...weight.slice(1)], ([n = 0, filter = 0, oy = 0, ox = 0, c = 0, ky = 0, kx = 0]) => {
    const at = place(window, [oy, ox], [ky, kx]);
    const group = Math.floor(filter / (filters / groups));
    if (isWithin(at, x.slice(2))) {
      visit([n, filter, oy, ox], [filter, c, ky, kx], [n, group * depth + c, ...at]);
    }
  });
}

/** What the window at an index of the result sees: indices inside the input, and how many taps meet input or padding. */
function windowAt(window: Window, x: Index, yAt: Index): { inside: Index[]; padded: number } {
  const extents = x.slice(2);
  const [, , bottom, right] = window.padding;
  const inside: Index[] = [];
  let padded = 0;
  forEachIndex(window.kernel, (tap) => {
    const at = place(window, yAt.slice(2), tap);
    if (isWithin(at, extents)) inside.push([...yAt.slice(0, 2), ...at]);
    const [y = 0, x = 0] = at;
    const [height = 0, width = 0] = extents;
    if (y < height + bottom && x < width + right) padded += 1;
  });
  return { inside, padded };
}
