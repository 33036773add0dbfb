import type { AttributeValue, Attributes } from "../../../ir/graph.js";
import {
  AttributeProto_AttributeType as Type,
  type AttributeProto,
  type NodeProto,
  type TensorProto,
} from "../onnx_pb.js";

/** A node of an ONNX graph, its attributes decoded. */
export interface SourceNode {
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  /** An empty name is an input that is left out, or an output that nothing asks for. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
  readonly tensors: ReadonlyMap<string, TensorProto>;
  /** Names of attributes of other kinds: graphs, and lists of anything but numbers. */
  readonly others: readonly string[];
}

/** `inherited` are the attributes of the call that the node's function is inlined for. */
export function sourceNode(node: NodeProto, inherited: readonly AttributeProto[] = []): SourceNode {
  const attributes: Record<string, AttributeValue> = {};
  const tensors = new Map<string, TensorProto>();
  const others: string[] = [];
  for (const attribute of attributesOf(node, inherited)) {
    const value = attributeValue(attribute);
    if (value !== undefined) attributes[attribute.name] = value;
    else if (attribute.t !== undefined) tensors.set(attribute.name, attribute.t);
    else others.push(attribute.name);
  }
  const { name, opType, input, output } = node;
  const domain = node.domain === "ai.onnx" ? "" : node.domain;
  return { name, opType, domain, inputs: input, outputs: output, attributes, tensors, others };
}

/** The attributes of a node inside a function, where some stand for those of the function's call. */
export function attributesOf(
  { attribute }: NodeProto,
  inherited: readonly AttributeProto[],
): readonly AttributeProto[] {
  return attribute.flatMap((own) => {
    if (own.refAttrName === "") return [own];
    const given = inherited.find(({ name }) => name === own.refAttrName);
    return given === undefined ? [] : [{ ...given, name: own.name }];
  });
}

/** Files of old exporters leave the type out. */
function attributeValue(attribute: AttributeProto): AttributeValue | undefined {
  const { type, f, i, s, floats, ints } = attribute;
  if (type === Type.FLOAT || (type === Type.UNDEFINED && f !== undefined)) return shortest(f ?? 0);
  if (type === Type.INT || (type === Type.UNDEFINED && i !== undefined)) return Number(i ?? 0n);
  if (type === Type.STRING || (type === Type.UNDEFINED && s !== undefined)) {
    return new TextDecoder().decode(s ?? new Uint8Array());
  }
  if (type === Type.FLOATS || (type === Type.UNDEFINED && floats.length > 0)) return floats.map(shortest);
  if (type === Type.INTS || (type === Type.UNDEFINED && ints.length > 0)) return ints.map(Number);
  return undefined;
}

/** The number of fewest digits that is the same in float32: 1e-5, not 9.999999747378752e-6. */
export function shortest(value: number): number {
  for (let digits = 1; digits <= 9; digits += 1) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === Math.fround(value)) return candidate;
  }
  return value;
}
