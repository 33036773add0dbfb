import type {
  Attributes,
  DType,
  Epilogue,
  Graph,
  Initialiser,
  Input,
  Node,
  Origin,
  Output,
  OutputRole,
  Picture,
  Shape,
  Tap,
  TensorType,
  ValueId,
  Weight,
} from "./graph.js";
import { operatorNamed, Problem, type Operators } from "./operator.js";

/** What an operator's `gradient` may use: it adds nodes and reads types, and never sees numbers. */
export interface NodeBuilder {
  typeOf(value: ValueId): TensorType;
  /** The only result of a new node. Throws where the shape rule refuses: the caller has made sure that it does not. */
  apply(op: string, attributes: Attributes, inputs: readonly ValueId[]): ValueId;
}

export interface NodeInit {
  readonly op: string;
  readonly attributes: Attributes;
  readonly inputs: readonly ValueId[];
  readonly epilogue?: Epilogue | undefined;
  readonly origin: Origin;
}

/** Builds one graph. Types of results come from the operators' shape rules as each node is added. */
export class GraphBuilder {
  private readonly values: TensorType[] = [];
  private readonly inputs: Input[] = [];
  private readonly weights: Weight[] = [];
  private readonly nodes: Node[] = [];
  private readonly outputs: Output[] = [];
  private readonly taps: Tap[] = [];

  constructor(private readonly operators: Operators) {}

  typeOf(value: ValueId): TensorType {
    const type = this.values[value];
    if (type === undefined) throw new Error(`value %${value} does not exist`);
    return type;
  }

  input(
    name: string,
    shape: Shape,
    rest: {
      readonly picture?: Picture | undefined;
      readonly dtype?: DType;
      readonly training?: boolean;
    } = {},
  ): ValueId {
    const { picture, dtype = "f32", training = false } = rest;
    const value = this.define({ dtype, shape });
    this.inputs.push({ name, value, training, picture });
    return value;
  }

  weight(init: {
    path: string;
    shape: readonly number[];
    initialiser: Initialiser;
    trainable: boolean;
    origin: Origin;
  }): ValueId {
    const { shape, ...rest } = init;
    const value = this.define({ dtype: "f32", shape });
    this.weights.push({ ...rest, value });
    return value;
  }

  /** Adds a node, or says why the operator cannot be applied. */
  tryNode(init: NodeInit): readonly ValueId[] | Problem {
    const types = this.resultTypes(init);
    if (types instanceof Problem) return types;
    const results = types.map((type) => this.define(type));
    this.nodes.push({ ...init, results });
    return results;
  }

  node(init: NodeInit): readonly ValueId[] {
    const results = this.tryNode(init);
    if (results instanceof Problem) throw new Error(`${init.op} at ${init.origin.path}: ${results.message}`);
    return results;
  }

  output(
    name: string,
    value: ValueId,
    role: OutputRole = { kind: "output" },
    doc = "",
    labels?: Output["labels"],
  ): void {
    this.outputs.push({ name, value, role, doc, ...(labels && { labels }) });
  }

  tap(name: string, value: ValueId, doc = ""): void {
    this.taps.push({ name, value, doc });
  }

  /** A view of this builder for nodes that all come from one place. */
  at(origin: Origin): NodeBuilder {
    return {
      typeOf: (value) => this.typeOf(value),
      apply: (op, attributes, inputs) => {
        const [result] = this.node({ op, attributes, inputs, origin });
        if (result === undefined) throw new Error(`${op} has no result`);
        return result;
      },
    };
  }

  finish(name: string, doc = ""): Graph {
    const { values, inputs, weights, nodes, outputs, taps } = this;
    return { name, doc, values, inputs, weights, nodes, outputs, taps };
  }

  private resultTypes({ op, attributes, inputs, epilogue }: NodeInit): readonly TensorType[] | Problem {
    const own = inputs.length - (epilogue?.operands.length ?? 0);
    const types = inputs.slice(0, own).map((value) => this.typeOf(value));
    return operatorNamed(this.operators, op).shape(attributes, types);
  }

  private define(type: TensorType): ValueId {
    return this.values.push(type) - 1;
  }
}
