import { typeOf, type Graph, type Node, type ValueId } from "../ir/graph.js";
import type { ReceptiveField } from "../ops/definition.js";

/**
 * The part of the network's input that an element of a value depends on, a spatial axis, in input elements, padding
 * included (Araujo et al. 2019, Computing Receptive Fields of Convolutional Neural Networks).
 */
export interface ComposedField {
  readonly extent: readonly number[];
  /** Distance between the fields of neighbouring elements. */
  readonly jump: readonly number[];
  /** Every element depends on all of the input, whose extents `extent` then is. */
  readonly whole: boolean;
}

/** Fields of all values that depend on an input of inference; `rule` is what a node adds to the fields of its inputs. */
export function receptiveFields(
  graph: Graph,
  rule: (node: Node) => ReceptiveField,
): ReadonlyMap<ValueId, ComposedField> {
  const fields = new Map<ValueId, ComposedField>();
  const inputs = graph.inputs
    .filter(({ training }) => !training)
    .map(({ value }) => ({ value, spatial: typeOf(graph, value).shape.slice(2).map(Number) }));
  for (const { value, spatial } of inputs) {
    const ones = spatial.map(() => 1);
    fields.set(value, { extent: ones, jump: ones, whole: false });
  }
  const all = largest(inputs.map(({ spatial }) => spatial));
  const whole: ComposedField = { extent: all, jump: all.map(() => 0), whole: true };

  for (const node of graph.nodes) {
    const sources = node.inputs.flatMap((value) => fields.get(value) ?? []);
    if (sources.length === 0) continue;
    const field = composed(rule(node), joined(sources), whole);
    for (const result of node.results) fields.set(result, field);
  }
  return fields;
}

function composed(rule: ReceptiveField, field: ComposedField, whole: ComposedField): ComposedField {
  switch (rule.kind) {
    case "pointwise":
      return field;
    case "global":
      return whole;
    case "window": {
      const jump = (axis: number): number => field.jump[axis] ?? 1;
      const grown = rule.extent.map((extent, axis) => (field.extent[axis] ?? 1) + (extent - 1) * jump(axis));
      return {
        extent: field.whole ? field.extent : grown,
        jump: rule.stride.map((stride, axis) => stride * jump(axis)),
        whole: field.whole,
      };
    }
  }
}

function joined(fields: readonly ComposedField[]): ComposedField {
  const whole = fields.find((field) => field.whole);
  return {
    extent: whole?.extent ?? largest(fields.map(({ extent }) => extent)),
    jump: largest(fields.map(({ jump }) => jump)),
    whole: whole !== undefined,
  };
}

/** The largest extent an axis. */
function largest(lists: readonly (readonly number[])[]): readonly number[] {
  const axes = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: axes }, (_, axis) => Math.max(...lists.map((list) => list[axis] ?? 0)));
}
