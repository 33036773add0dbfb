import type { NamedTensor } from "../../src/formats/safetensors.js";
import { typeOf, type Graph, type Node, type ValueId } from "../../src/ir/graph.js";
import type { ConvAttributes } from "../../src/ops/conv.js";
import { axesOf, dilatedExtent, spatialExtents, type WindowAttributes } from "../../src/ops/window.js";
import type { Activation, ExplicitPadding, Tfjs, TfTensor } from "./tfjs.js";

/** Values of one run by their number; those that are computed at load stay. */
type Values = Map<ValueId, TfTensor>;
type Step = (values: Values) => void;

/**
 * A folded graph over tfjs, channels last, with bias and activation in the call of the convolution or the product before
 * them. Throws where it uses what is not here.
 */
export function tfjsNetwork(
  tf: Tfjs,
  graph: Graph,
  weightOf: (path: string) => NamedTensor,
): (image: TfTensor) => TfTensor {
  const builder = new Builder(tf, graph, weightOf);
  const steps = builder.steps();
  const [input, output] = [graph.inputs[0]?.value ?? -1, builder.standIn(graph.outputs[0]?.value ?? -1)];
  return (image) => {
    const values: Values = new Map([[input, image]]);
    for (const step of steps) step(values);
    return taken(values, output);
  };
}

class Builder {
  private readonly paths: ReadonlyMap<ValueId, string>;
  private readonly uses = new Map<ValueId, Node[]>();
  /** Results of activations that are part of the node before them, by that node's result. */
  private readonly fused = new Map<ValueId, ValueId>();

  constructor(
    private readonly tf: Tfjs,
    private readonly graph: Graph,
    private readonly weightOf: (path: string) => NamedTensor,
  ) {
    this.paths = new Map(graph.weights.map(({ value, path }) => [value, path]));
    for (const node of graph.nodes) {
      for (const value of node.inputs) this.uses.set(value, [...(this.uses.get(value) ?? []), node]);
    }
  }

  steps(): readonly Step[] {
    return this.graph.nodes.flatMap((node) => this.step(node) ?? []);
  }

  /** The value whose tensor `value` is. */
  standIn(value: ValueId): ValueId {
    return this.fused.get(value) ?? value;
  }

  private step(node: Node): Step | undefined {
    const { tf } = this;
    const [result = -1] = node.results;
    const [x = -1, y = -1] = node.inputs.map((value) => this.standIn(value));
    const to = (compute: (values: Values) => TfTensor): Step => {
      return (values) => values.set(result, compute(values));
    };
    switch (node.op) {
      case "conv":
        return to(this.convolution(node, x));
      case "dense":
        return to(this.product(node, x));
      case "relu":
      case "relu6":
        if (this.fused.has(result)) return undefined;
        if (node.op === "relu6") break;
        return to((values) => tf.relu(taken(values, x)));
      case "tanh":
        return to((values) => tf.tanh(taken(values, x)));
      case "concat": {
        if (node.attributes.axis !== 1) break;
        const joined = node.inputs.map((value) => this.standIn(value));
        return to((values) =>
          tf.concat(
            joined.map((value) => taken(values, value)),
            3,
          ),
        );
      }
      case "add":
        return to((values) => tf.add(taken(values, x), taken(values, y)));
      case "maxpool": {
        const { kernel, stride } = node.attributes as unknown as WindowAttributes;
        const pad = explicit(this.poolPadding(node));
        return to((values) => tf.maxPool(taken(values, x), kernel, stride, pad));
      }
      case "avgpool": {
        const { kernel, stride } = node.attributes as unknown as WindowAttributes;
        const padding = this.poolPadding(node);
        if (padding.some((width) => width > 0)) break;
        const pad = explicit(padding);
        return to((values) => tf.avgPool(taken(values, x), kernel, stride, pad));
      }
      case "reduce_mean":
        return to((values) => tf.mean(taken(values, x), [1, 2]));
      case "flatten":
        return to((values) => tf.reshape(taken(values, x), [1, -1]));
    }
    throw new Error(`the network of ${node.op} for tfjs is not written`);
  }

  /** The padding of a pool with what its last windows reach beyond it, where extents are rounded up. */
  private poolPadding({ attributes, inputs, results }: Node): readonly number[] {
    const window = attributes as unknown as WindowAttributes;
    const extents = (value = -1): readonly number[] => spatialExtents(typeOf(this.graph, value).shape);
    const [taken, given] = [extents(inputs[0]), extents(results[0])];
    const ends = axesOf(window).map((axis, index) => {
      const last = ((given[index] ?? 1) - 1) * axis.stride - axis.begin;
      return Math.max(axis.end, last + dilatedExtent(axis) - (taken[index] ?? 1));
    });
    return [...window.padding.slice(0, ends.length), ...ends];
  }

  private convolution(node: Node, x: ValueId): (values: Values) => TfTensor {
    const { groups, filters, stride, dilation, padding } = node.attributes as unknown as ConvAttributes;
    const { shape, data } = this.weight(node, 1);
    const [, depth = 0, height = 0, width = 0] = shape;
    const depthwise = groups > 1;
    if (dilation.some((step) => step !== 1) || (depthwise && (depth !== 1 || groups !== filters))) {
      throw new Error("a dilated or grouped convolution for tfjs is not written");
    }
    const taps = height * width;
    // From [out][in][tap] to [tap][in][out]; for a depthwise convolution, where `in` is 1, to [tap][channel].
    const turned = data.map((_, i) => {
      const [out, rest] = [i % filters, Math.floor(i / filters)];
      return data[(out * depth + (rest % depth)) * taps + Math.floor(rest / depth)] ?? NaN;
    });
    const filter = this.tf.tensor(turned, [height, width, ...(depthwise ? [filters, 1] : [depth, filters])]);
    const rest = {
      filter,
      bias: this.bias(node),
      strides: stride,
      pad: explicit(padding),
      activation: this.activation(node),
    };
    const { fused } = this.tf;
    return (values) => {
      const convolution = { x: taken(values, x), ...rest };
      return depthwise ? fused.depthwiseConv2d(convolution) : fused.conv2d(convolution);
    };
  }

  /** Where the features were a plane, the weights are for its elements channels last. */
  private product(node: Node, a: ValueId): (values: Values) => TfTensor {
    const { shape, data } = this.weight(node, 1);
    const [units = 0, features = 0] = shape;
    const flattened = this.graph.nodes.find(
      ({ op, results }) => op === "flatten" && results[0] === node.inputs[0],
    );
    const [, channels = features, ...plane] = flattened
      ? typeOf(this.graph, flattened.inputs[0] ?? -1).shape.map(Number)
      : [];
    const places = plane.reduce((product, extent) => product * extent, 1);
    const turned = data.map((_, i) => {
      const [unit, feature] = [i % units, Math.floor(i / units)];
      return data[unit * features + (feature % channels) * places + Math.floor(feature / channels)] ?? NaN;
    });
    const rest = {
      b: this.tf.tensor(turned, [features, units]),
      bias: this.bias(node),
      activation: this.activation(node),
    };
    return (values) => this.tf.fused.matMul({ a: taken(values, a), ...rest });
  }

  /** The activation after a node, which then is part of it. */
  private activation({ results: [result = -1] }: Node): Activation {
    const [next, ...others] = this.uses.get(result) ?? [];
    const activated = next?.results[0];
    if (activated === undefined || others.length > 0 || (next?.op !== "relu" && next?.op !== "relu6"))
      return "linear";
    this.fused.set(activated, result);
    return next.op;
  }

  private bias(node: Node): TfTensor | undefined {
    if (node.inputs.length < 3) return undefined;
    const { shape, data } = this.weight(node, 2);
    return this.tf.tensor(data, shape);
  }

  private weight({ inputs }: Node, index: number): NamedTensor {
    return this.weightOf(this.paths.get(inputs[index] ?? -1) ?? "");
  }
}

function taken(values: Values, value: ValueId): TfTensor {
  const tensor = values.get(value);
  if (tensor === undefined) throw new Error(`value %${value} is read before it is computed`);
  return tensor;
}

function explicit([top = 0, left = 0, bottom = 0, right = 0]: readonly number[]): ExplicitPadding {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}
