import type { LayerRow } from "../../analysis/layers.js";
import type { AttributeValue } from "../../ir/graph.js";

/**
 * An operator as a paper's table names it, `conv 3×3, stride 2`: what is as usual, and what the shape of the result
 * says, is left out.
 */
export function operatorLabel({
  op,
  attributes,
  outputs,
}: Pick<LayerRow, "op" | "attributes" | "outputs">): string {
  const kernel = extents(attributes.kernel);
  if (kernel.length === 0) return op;
  const { groups } = attributes;
  const isDepthwise = op === "conv" && typeof groups === "number" && groups > 1 && groups === outputs[0]?.[0];
  const parts = [
    `${isDepthwise ? "depthwise" : op} ${kernel.join("×")}`,
    unlessOnes("stride", attributes.stride),
    unlessOnes("dilation", attributes.dilation),
    isDepthwise || groups === undefined || groups === 1 ? "" : `${String(groups)} groups`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** One number where all extents are equal; nothing where all are 1. */
function unlessOnes(name: string, value: AttributeValue | undefined): string {
  const all = extents(value);
  const [first = 1] = all;
  const isOne = all.every((extent) => extent === first);
  return isOne && first === 1 ? "" : `${name} ${isOne ? first : all.join("×")}`;
}

function extents(value: AttributeValue | undefined): readonly number[] {
  return typeof value === "object" ? value : [];
}
