import { GraphBuilder } from "../../src/ir/builder.js";
import type { BlockInstance, Graph, Origin, ValueId } from "../../src/ir/graph.js";
import { operatorNamed } from "../../src/ir/operator.js";
import type { Arguments } from "../../src/ops/definition.js";
import { operators } from "../../src/ops/index.js";

/** Builds a network call by call, as elaboration would: parameters from defaults, weights from the slots. */
export class TestNetwork {
  readonly builder = new GraphBuilder(operators);

  constructor(private blocks: readonly BlockInstance[] = []) {}

  /** What `body` adds belongs to an instance of `block`. */
  within<T>(block: string, path: string, body: () => T): T {
    const around = this.blocks;
    this.blocks = [...around, { block, path }];
    const result = body();
    this.blocks = around;
    return result;
  }

  /** `weights`, where given, are used instead of new ones. */
  layer(
    op: string,
    path: string,
    data: ValueId,
    given: Arguments = {},
    weights?: readonly ValueId[],
  ): ValueId {
    const definition = operatorNamed(operators, op);
    const { syntax } = definition;
    const values: Record<string, Arguments[string]> = { ...given };
    for (const { name, like, default: standard } of syntax.kind === "call" ? syntax.parameters : []) {
      const value = values[name] ?? standard ?? (like === undefined ? undefined : values[like]);
      if (value !== undefined) values[name] = value;
    }
    const type = this.builder.typeOf(data);
    const attributes = definition.resolve(values, type);
    if ("message" in attributes) throw new Error(String(attributes.message));
    const origin = this.origin(path);
    const made = () =>
      definition
        .weights(attributes, type)
        .map(({ name, ...slot }) => this.builder.weight({ ...slot, path: `${path}.${name}`, origin }));
    return this.builder.at(origin).apply(op, attributes, [data, ...(weights ?? made())]);
  }

  join(op: string, path: string, inputs: readonly ValueId[]): ValueId {
    return this.builder.at(this.origin(path)).apply(op, op === "concat" ? { axis: 1 } : {}, inputs);
  }

  private origin(path: string): Origin {
    return { path, blocks: this.blocks };
  }
}

/** LeCun et al. 1998 with dense layers throughout, on 1×32×32. */
export function lenet5(): Graph {
  const net = new TestNetwork();
  let x = net.builder.input("image", ["N", 1, 32, 32]);
  x = net.layer("tanh", "tanh1", net.layer("conv", "conv1", x, { filters: 6, kernel: 5 }));
  x = net.layer("avgpool", "avgpool1", x, { kernel: 2 });
  x = net.layer("tanh", "tanh2", net.layer("conv", "conv2", x, { filters: 16, kernel: 5 }));
  x = net.layer("avgpool", "avgpool2", x, { kernel: 2 });
  x = net.layer("flatten", "flatten1", x);
  x = net.layer("tanh", "tanh3", net.layer("dense", "dense1", x, { units: 120 }));
  x = net.layer("tanh", "tanh4", net.layer("dense", "dense2", x, { units: 84 }));
  net.builder.output("logits", net.layer("dense", "head", x, { units: 10 }));
  return net.builder.finish("lenet5", "LeNet-5 (LeCun et al. 1998, figure 2).");
}

/** A stage of two residual blocks, the first with a projection; an auxiliary head that only training has. */
export function residual(): Graph {
  const net = new TestNetwork();
  const image = net.builder.input("image", ["N", 3, 16, 16]);
  const norm = (path: string, x: ValueId) => net.layer("batchnorm", path, x);
  const conv = (path: string, x: ValueId, kernel: number, stride: number) =>
    net.layer("conv", path, x, { filters: 8, kernel, stride, pad: kernel === 3 ? 1 : 0, bias: false });
  const block = (path: string, x: ValueId, stride: number) =>
    net.within("basic", path, () => {
      const first = norm(`${path}.batchnorm1`, conv(`${path}.conv1`, x, 3, stride));
      const second = conv(`${path}.conv2`, net.layer("relu", `${path}.relu1`, first), 3, 1);
      const main = norm(`${path}.batchnorm2`, second);
      const shortcut =
        stride === 1 ? x : norm(`${path}.shortcut.batchnorm1`, conv(`${path}.shortcut.conv1`, x, 1, stride));
      return net.layer("relu", `${path}.relu2`, net.join("add", `${path}.residual1`, [main, shortcut]));
    });
  const [early, late] = net.within("stage", "stage1", () => {
    const first = block("stage1.0.basic1", image, 2);
    return [first, block("stage1.1.basic1", first, 1)];
  });
  const aux = net.layer("dense", "aux", net.layer("global_avgpool", "auxpool", early), { units: 5 });
  const pooled = net.layer("global_avgpool", "global_avgpool1", late);
  net.builder.output("aux", aux, { kind: "training" });
  net.builder.output("logits", net.layer("dense", "head", pooled, { units: 5 }));
  return net.builder.finish("residual");
}
