import type { OnnxAttribute, OnnxValue, OnnxWriter } from "../../ops/definition.js";

/** A node of the file, still without a place in protocol buffers. */
export interface WrittenNode {
  name: string;
  readonly opType: string;
  readonly domain: string;
  inputs: readonly OnnxValue[];
  outputs: readonly OnnxValue[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** A small constant that an operator needs. */
export interface WrittenConstant {
  name: OnnxValue;
  readonly type: "float" | "int64";
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** What one layer becomes. Values are named for the layer's path once it is known which is the result. */
export class LayerWriter implements OnnxWriter {
  readonly nodes: WrittenNode[] = [];
  readonly constants: WrittenConstant[] = [];

  constructor(
    readonly opset: number,
    private readonly path: string,
    private readonly names: UniqueNames,
  ) {}

  node(
    opType: string,
    inputs: readonly OnnxValue[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): OnnxValue {
    const name = this.names.take(`${this.path}/${opType}`);
    this.nodes.push({ name, opType, domain: "", inputs, outputs: [name], attributes });
    return name;
  }

  floats(shape: readonly number[], data: readonly number[]): OnnxValue {
    return this.constant({ type: "float", shape, data });
  }

  integers(data: readonly number[]): OnnxValue {
    return this.constant({ type: "int64", shape: [data.length], data });
  }

  private constant(tensor: Omit<WrittenConstant, "name">): OnnxValue {
    const name = this.names.take(`${this.path}/constant`);
    this.constants.push({ ...tensor, name });
    return name;
  }
}

/** Names that are given once. */
export class UniqueNames {
  private readonly taken = new Set<string>();

  take(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.taken.has(name); count += 1) name = `${wanted}_${count}`;
    this.taken.add(name);
    return name;
  }
}
