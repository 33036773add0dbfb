import fc from "fast-check";
import { elements, sameShape, typeOf, type Graph, type ValueId } from "../../src/ir/graph.js";
import type { Arguments, Tensor } from "../../src/ops/definition.js";
import type { Feeds } from "../../src/reference/run.js";
import { TestNetwork } from "./test-network.js";
import { integers } from "../ops/random.js";

const kinds = [
  ...["conv", "conv", "conv", "tied", "batchnorm", "batchnorm", "relu", "relu", "tanh", "sigmoid"],
  ...["maxpool", "avgpool", "lrn", "global_avgpool", "flatten", "dense", "softmax", "dropout", "identity"],
  ...["residual", "residual", "twice", "concat", "concat", "offset"],
  ...["reshape", "transpose", "slice", "slice", "channel_shuffle"],
] as const;

/** One layer to be added: of which value (counted from the latest), and numbers for its parameters. */
interface Step {
  readonly kind: (typeof kinds)[number];
  readonly pick: number;
  readonly other: number;
  readonly size: number;
  readonly block: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...kinds),
  pick: fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, { arbitrary: fc.nat(5), weight: 2 }),
  other: fc.nat(9),
  size: fc.nat(1000),
  block: fc.nat(3),
});

/**
 * Small networks: chains, branches that join again, shared weights, values used several times or never, two outputs,
 * layers inside blocks. A step that does not fit the value it picks adds nothing, so that every list of steps is a
 * network, and a failing one shrinks.
 */
export const networks: fc.Arbitrary<Graph> = fc
  .record({
    steps: fc.array(step, { minLength: 2, maxLength: 14 }),
    channels: fc.integer({ min: 1, max: 4 }),
    height: fc.integer({ min: 1, max: 7 }),
    width: fc.integer({ min: 1, max: 7 }),
    second: fc.nat(9),
  })
  .map(({ steps, channels, height, width, second }) => {
    const net = new TestNetwork();
    const values = [net.builder.input("image", ["N", channels, height, width])];
    const grower = new Grower(net, values);
    steps.forEach((one, index) => {
      grower.add(one, index);
    });
    net.builder.output("last", fromLatest(values, 0));
    net.builder.output("other", fromLatest(values, second));
    return net.builder.finish("network");
  });

function fromLatest(values: readonly ValueId[], back: number): ValueId {
  return values[values.length - 1 - (back % values.length)] ?? 0;
}

class Grower {
  /** Weights of bias-free convolutions by their shape, for layers that share them. */
  private readonly filters = new Map<string, ValueId>();

  constructor(
    private readonly net: TestNetwork,
    private readonly values: ValueId[],
  ) {}

  add(one: Step, index: number): void {
    const add = (): void => {
      const path = `${one.block === 0 ? "" : `block${one.block}.`}${one.kind}${index}`;
      const value = this.make(one, path);
      if (value !== undefined) this.values.push(value);
    };
    if (one.block === 0) add();
    else this.net.within(`part${one.block % 2}`, `block${one.block}`, add);
  }

  private make({ kind, pick, other, size }: Step, path: string): ValueId | undefined {
    const { net } = this;
    const x = fromLatest(this.values, pick);
    const { shape } = net.builder.typeOf(x);
    const [, channels = 1, height = 1, width = 1] = shape.map((dim) => (dim === "N" ? 1 : dim));
    const isImage = shape.length === 4;
    const axes = shape.length - 1;
    const layer = (given: Arguments = {}): ValueId => net.layer(kind, path, x, given);
    switch (kind) {
      case "conv":
        return isImage ? layer(convolution(channels, height, width, size)) : undefined;
      case "tied": {
        if (!isImage) return undefined;
        const key = String(channels);
        const held = this.filters.get(key);
        const given = { filters: 2, kernel: 1, bias: false };
        const weight = held ?? this.weight(`${path}.weight`, [2, channels, 1, 1]);
        this.filters.set(key, weight);
        return net.layer("conv", path, x, given, [weight]);
      }
      case "maxpool":
      case "avgpool":
        if (!isImage) return undefined;
        return layer({
          kernel: [1 + (size % Math.min(3, height)), 1 + (size % Math.min(2, width))],
          stride: 1 + (size % 2),
        });
      case "global_avgpool":
        return isImage ? layer() : undefined;
      case "lrn":
        return isImage ? layer({ size: 1 + 2 * (size % 3) }) : undefined;
      case "dense":
        return shape.length === 2 ? layer({ units: 1 + (size % 5), bias: size % 2 === 0 }) : undefined;
      case "batchnorm":
      case "relu":
      case "tanh":
      case "sigmoid":
      case "flatten":
      case "dropout":
      case "identity":
        return layer();
      case "softmax":
        return shape.length === 2 ? layer() : undefined;
      case "reshape":
        return layer({ shape: size % 2 === 0 ? [-1, width] : [height, channels, -1] });
      case "transpose":
        return layer({ order: Array.from({ length: axes }, (_, axis) => (axis + size) % axes) });
      case "slice": {
        const axis = size % axes;
        const extent = Number(shape[axis + 1]);
        const start = other % extent;
        return layer({ axis, start, end: start + 1 + (size % (extent - start)) });
      }
      case "channel_shuffle":
        return channels % 2 === 0 ? layer({ groups: 2 }) : undefined;
      case "residual":
        return net.join("add", path, [x, this.matching(x, other, (dims) => sameShape(dims, shape))]);
      case "twice":
        return net.join("add", path, [x, x]);
      case "concat": {
        const joins = (dims: typeof shape) =>
          dims.length === shape.length && dims.every((dim, axis) => axis === 1 || dim === shape[axis]);
        const more = [other, size].slice(0, 1 + (size % 2)).map((back) => this.matching(x, back, joins));
        return channels > 12 ? undefined : net.join("concat", path, [x, ...more]);
      }
      case "offset": {
        const axes = shape.slice(1).map((_, axis) => (axis === 0 ? channels : 1));
        const data = Array.from({ length: channels }, (_, channel) => ((channel + size) % 7) / 4 - 1);
        const node = net.builder.at({ path, blocks: [] });
        const constant = node.apply("constant", { shape: axes, data }, []);
        return net.join("add", path, [node.apply("neg", {}, [constant]), x]);
      }
    }
  }

  /** A value that fits, `x` where there is no other. */
  private matching(
    x: ValueId,
    back: number,
    fits: (shape: ReturnType<TestNetwork["builder"]["typeOf"]>["shape"]) => boolean,
  ): ValueId {
    const fitting = this.values.filter((value) => fits(this.net.builder.typeOf(value).shape));
    return fitting.length === 0 ? x : fromLatest(fitting, back);
  }

  private weight(path: string, shape: readonly number[]): ValueId {
    const initialiser = { kind: "fill", value: 0 } as const;
    return this.net.builder.weight({
      path,
      shape,
      initialiser,
      trainable: true,
      origin: { path, blocks: [] },
    });
  }
}

function convolution(channels: number, height: number, width: number, size: number): Arguments {
  const groups = size % 5 === 0 ? channels : 1;
  const pad = size % 3;
  return {
    filters: groups * (1 + (size % 3)),
    kernel: [Math.min(1 + (size % 3), height), Math.min(1 + (Math.floor(size / 3) % 3), width)],
    stride: 1 + (Math.floor(size / 9) % 2),
    pad: pad === 2 ? "same" : pad,
    groups,
    bias: size % 4 === 0,
  };
}

/** Numbers for every input and weight of a graph, all of them float32; variances are positive. */
export function feedsOf(graph: Graph, batch: number, seed = 1): Feeds {
  const random = integers(seed);
  const tensor = (value: ValueId, lowest: number): Tensor => {
    const shape = typeOf(graph, value).shape.map((dim) => (dim === "N" ? batch : dim));
    return {
      shape,
      data: Float64Array.from({ length: elements(shape) }, () => random(lowest, 64) / 64),
    };
  };
  const lowestOf = (path: string): number => (path.endsWith("running_var") ? 24 : -64);
  return {
    inputs: new Map(graph.inputs.map(({ name, value }) => [name, tensor(value, -64)])),
    weights: new Map(graph.weights.map(({ path, value }) => [path, tensor(value, lowestOf(path))])),
  };
}
