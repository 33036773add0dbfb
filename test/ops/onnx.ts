import type { Attributes } from "../../src/ir/graph.js";
import {
  NoOnnx,
  type OnnxAttribute,
  type OnnxMapping,
  type OnnxWriter,
  type OperatorDefinition,
} from "../../src/ops/definition.js";

/** The mapping of an operator that an ONNX operator may be; an error for another. */
export function onnxMapping({ name, onnx }: OperatorDefinition): OnnxMapping<Attributes> {
  if (onnx instanceof NoOnnx || !("opType" in onnx)) throw new Error(`nothing in ONNX is ${name}`);
  return onnx;
}

export interface RecordedNode {
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** A writer that keeps what it is told; results are named `r0`, …. */
export function recorder(opset: number): OnnxWriter & { readonly nodes: readonly RecordedNode[] } {
  const nodes: RecordedNode[] = [];
  return {
    opset,
    nodes,
    node(opType, inputs, attributes = {}) {
      nodes.push({ opType, inputs, attributes });
      return `r${nodes.length - 1}`;
    },
    floats: () => "constant",
    integers: () => "constant",
  };
}
