import { arithmetic } from "./arithmetic.js";
import { layers } from "./layers.js";
import { mappedNodes } from "./mapped.js";
import { products } from "./products.js";
import { reducing } from "./reducing.js";
import { resizing } from "./resize.js";
import { shaping } from "./shaping.js";
import { taking } from "./taking.js";
import type { Translation } from "./translation.js";

/** By ONNX operator: operators' own definitions, and what is more than one of them or one of other operands. */
export const translations: ReadonlyMap<string, Translation> = new Map(
  Object.entries({
    ...mappedNodes,
    ...arithmetic,
    ...reducing,
    ...shaping,
    ...taking,
    ...products,
    ...layers,
    ...resizing,
  }),
);
