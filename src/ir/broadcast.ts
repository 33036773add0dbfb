import type { Dim, Shape } from "./graph.js";

/** The common shape of NumPy and ONNX broadcasting, or `undefined` where there is none. */
export function broadcastShape(shapes: readonly Shape[]): Shape | undefined {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result: Dim[] = [];
  for (let axis = 0; axis < rank; axis += 1) {
    let extent: Dim = 1;
    for (const shape of shapes) {
      const dim = shape[axis - rank + shape.length] ?? 1;
      if (dim === 1 || dim === extent) continue;
      if (extent !== 1) return undefined;
      extent = dim;
    }
    result.push(extent);
  }
  return result;
}
