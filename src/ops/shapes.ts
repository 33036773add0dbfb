import type { NodeBuilder } from "../ir/builder.js";
import type { Shape, TensorType, ValueId } from "../ir/graph.js";

/** A shape as an attribute: -1 stands for the batch. */
export function shapeAttribute(shape: Shape): readonly number[] {
  return shape.map((dim) => (dim === "N" ? -1 : dim));
}

export function shapeOfAttribute(attribute: readonly number[]): Shape {
  return attribute.map((dim) => (dim === -1 ? "N" : dim));
}

/** The extents that an attribute stands for at one batch size. */
export function extentsOfAttribute(attribute: readonly number[], batch: number): readonly number[] {
  return attribute.map((dim) => (dim === -1 ? batch : dim));
}

export function f32(shape: Shape): TensorType {
  return { dtype: "f32", shape };
}

/** A number as a value of rank 0. */
export function scalarValue(graph: NodeBuilder, value: number): ValueId {
  return graph.apply("constant", { shape: [], data: [value] }, []);
}

/** A value of `shape` whose elements are all 0. */
export function zeros(graph: NodeBuilder, shape: Shape): ValueId {
  return graph.apply("expand", { shape: shapeAttribute(shape) }, [scalarValue(graph, 0)]);
}

/** The gradient to an operand of `shape` that broadcasting made as large as `value`: sums over what was repeated. */
export function sumTo(graph: NodeBuilder, value: ValueId, shape: Shape): ValueId {
  const from = graph.typeOf(value).shape;
  const lead = from.length - shape.length;
  const axes = from.flatMap((dim, axis) => (dim !== 1 && dim !== shape[axis - lead] ? [axis] : []));
  const summed = axes.length === 0 ? value : graph.apply("sum", { axes, keepdims: true }, [value]);
  return lead === 0 ? summed : graph.apply("reshape", { shape: shapeAttribute(shape) }, [summed]);
}
