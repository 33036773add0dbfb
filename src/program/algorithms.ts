import type { Call, ConvAlgorithm } from "./program.js";

/** Filters of a vector. */
const lanes = 4;

/** An algorithm in words: what it is called, and with what settings it is taken. */
export interface NamedAlgorithm {
  readonly name: string;
  readonly settings: string;
}

/** How a convolution with such a kernel is computed, as in `Winograd F(4,3)` `by 49`, or `direct` `4×8`. */
export function nameAlgorithm(algorithm: ConvAlgorithm, kernel: readonly [number, number]): NamedAlgorithm {
  switch (algorithm.kind) {
    case "direct": {
      const name = kernel.every((extent) => extent === 1) ? "product" : "direct";
      const { pixels, vectors } = algorithm.tile;
      return { name, settings: `${pixels}×${vectors * lanes}` };
    }
    case "strassen": {
      const { pixels, vectors } = algorithm.tile;
      return { name: "Strassen", settings: `${pixels}×${vectors * lanes}` };
    }
    case "winograd": {
      const sizes = [algorithm.outputs, kernel];
      const isSquare = sizes.every(([rows, columns]) => rows === columns);
      const named = sizes.map(([rows, columns]) => (isSquare ? rows : `${rows}×${columns}`));
      const phases =
        algorithm.phases === undefined ? "" : `, stride ${algorithm.phases.stride.join("×")} in phases`;
      return { name: `Winograd F(${named.join()})`, settings: `by ${algorithm.block}${phases}` };
    }
    case "depthwise":
      return { name: "depthwise", settings: `by ${algorithm.pixels}` };
  }
}

/** How a call multiplies and adds; `undefined` where it does not, or where its target has only one way. */
export function algorithmOf(call: Call): NamedAlgorithm | undefined {
  if (call.kind === "matmul") return { name: "dense", settings: "" };
  if (call.kind !== "conv" || call.algorithm === undefined) return undefined;
  const { name, settings } = nameAlgorithm(call.algorithm, call.window.kernel);
  return { name, settings: call.algorithm.tuned ? `${settings}, tuned` : settings };
}

/** In one text, empty where there is none. */
export function algorithmText(algorithm: NamedAlgorithm | undefined): string {
  if (algorithm === undefined) return "";
  const { name, settings } = algorithm;
  return settings === "" ? name : `${name} ${settings}`;
}
