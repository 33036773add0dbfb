import type { AttributeValue, Attributes, Dim, Node, Shape } from "../ir/graph.js";

/** Operators whose sign says more than their name. */
const signs: Readonly<Record<string, string>> = { add: "+", sub: "−", mul: "×", div: "÷" };

/** An operator as a figure names it: `conv 3×3, 64, /2`. What is as usual is left out. */
export function layerLabel(node: Node, input: Shape | undefined): string {
  const { op, attributes } = node;
  const [, channels] = input ?? [];
  const groups = attributes.groups;
  const depthwise = op.startsWith("conv") && groups === channels && groups !== 1;
  const kernel = list(attributes.kernel);
  const parts = [
    attributes.filters ?? attributes.units,
    kernel.length > 0 && unlessOnes(op === "conv_transpose" ? "×" : "/", attributes.stride),
    op.startsWith("conv") && !depthwise && groups !== 1 ? `${String(groups)} groups` : undefined,
    unlessOnes("dilation ", attributes.dilation),
    unlessOnes("×", attributes.scale ?? attributes.factor),
    attributes.rate,
    op === "channel_shuffle" ? groups : undefined,
    list(attributes.size).length > 1 ? list(attributes.size).join("×") : undefined,
  ].filter((part) => part !== undefined && part !== false && part !== "");
  const name = depthwise ? op.replace(/^conv/, "depthwise") : (signs[op] ?? op);
  const first = kernel.length > 0 ? `${name} ${kernel.join("×")}` : name;
  const [second = "", ...others] = parts.map(String);
  if (kernel.length > 0 || second === "") return [first, ...parts].join(", ");
  return [`${first} ${second}`, ...others].join(", ");
}

/** An operator with all its attributes: `conv(kernel: 3×3, stride: 1×1, …)`. */
export function fullLabel({ op, attributes }: Node): string {
  const texts = Object.entries(attributes).map(([name, value]) => `${name}: ${shown(value)}`);
  return texts.length === 0 ? op : `${op}(${texts.join(", ")})`;
}

function shown(value: AttributeValue): string {
  return typeof value === "object" ? `[${value.join(", ")}]` : String(value);
}

function list(value: Attributes[string] | undefined): readonly number[] {
  return Array.isArray(value) ? (value as readonly number[]) : [];
}

/** Extents behind a sign, one where they are equal; nothing where all are 1. */
function unlessOnes(sign: string, value: AttributeValue | undefined): string {
  const extents = typeof value === "number" ? [value] : list(value);
  const [first = 1] = extents;
  if (extents.every((extent) => extent === 1)) return "";
  return sign + (extents.every((extent) => extent === first) ? String(first) : extents.join("×"));
}

/** The shapes that a place has in equal pieces of a network: `64…224×56×56`, or each where they differ in rank. */
export function shapeLabel(shapes: readonly Shape[]): string {
  const extents = shapes.map((shape) => shape.filter((dim) => dim !== "N"));
  const [first = []] = extents;
  if (extents.some(({ length }) => length !== first.length)) return distinct(extents).join(", ");
  return first.map((_, axis) => range(extents.map((shape) => shape[axis] ?? 1))).join("×");
}

function distinct(extents: readonly (readonly Dim[])[]): readonly string[] {
  return [...new Set(extents.map((shape) => shape.join("×")))];
}

function range(extents: readonly number[]): string {
  const [least, most] = [Math.min(...extents), Math.max(...extents)];
  return least === most ? String(least) : `${least}…${most}`;
}
