import type { Attributes } from "../../../ir/graph.js";
import { NoOnnx, type OnnxMapping } from "../../../ops/definition.js";
import { operators } from "../../../ops/index.js";
import { spatialExtents } from "../../../ops/window.js";
import type { Context } from "./context.js";
import type { Flow } from "./draft.js";
import { granted, malformed } from "./refusal.js";
import type { Translation } from "./translation.js";

/** What an operator's own definition makes of a node; `changed` attributes take the place of the node's. */
export function mapped(
  context: Context,
  name: string,
  operands: readonly Flow[],
  changed: Attributes = {},
): Flow {
  const mapping = mappings.get(name);
  if (mapping === undefined) throw new Error(`operator ${name} is no node of ONNX`);
  const types = operands.map((operand) => ({ dtype: "f32" as const, shape: context.shape(operand) }));
  const [, second] = types;
  const attributes =
    Object.keys(changed).length === 0 ? context.attributes : { ...context.attributes, ...changed };
  checkWindow(attributes, spatialExtents((name.startsWith("conv") ? second : types[0])?.shape ?? []).length);
  const found = granted(mapping.import(attributes, types));
  return context.apply(name, found, operands);
}

const mappings: ReadonlyMap<string, OnnxMapping<Attributes>> = new Map(
  [...operators.values()].flatMap(({ name, onnx }): readonly [string, OnnxMapping<Attributes>][] =>
    onnx instanceof NoOnnx || !("opType" in onnx) ? [] : [[name, onnx]],
  ),
);

/** Nodes that an operator's definition takes as they are. */
export const mappedNodes: Readonly<Record<string, Translation>> = Object.fromEntries(
  [...mappings].map(([name, { opType }]): [string, Translation] => [
    opType,
    (context) => [
      mapped(
        context,
        name,
        context.inputs.map((_, index) => context.input(index)),
      ),
    ],
  ]),
);

/** Where a window's attributes are given, each has a number for each spatial axis. */
function checkWindow(attributes: Attributes, axes: number): void {
  for (const [name, count] of [
    ["kernel_shape", axes],
    ["strides", axes],
    ["dilations", axes],
    ["pads", 2 * axes],
  ] as const) {
    const value = attributes[name];
    if (value === undefined) continue;
    if (typeof value !== "object" || value.length !== count) malformed(`${name} has not ${count} numbers`);
  }
}
