import { diagramOf, type DiagramOptions } from "../diagram/build.js";
import { boxesOf } from "../diagram/diagram.js";
import { printDot } from "../diagram/dot.js";
import type { Scene } from "../diagram/scene.js";
import { printSvg } from "../diagram/svg.js";
import { error, type Diagnostic } from "../diagnostics/diagnostic.js";
import { operators } from "../ops/index.js";
import type { CheckedNetwork } from "./network.js";

export interface GraphOptions extends DiagramOptions {
  /** The network's source file, for messages. */
  readonly entry: string;
  readonly format: "svg" | "dot";
}

/** Boxes that the layout still places in seconds. */
const mostBoxes = 1_500;

/** A network as a picture of blocks, layers and shapes: SVG, or DOT for Graphviz. */
export async function drawNetwork(
  checked: CheckedNetwork,
  options: GraphOptions,
): Promise<string | Diagnostic> {
  if (options.format === "dot") return printDot(networkDiagram(checked, options));
  const scene = await networkScene(checked, options);
  return "code" in scene ? scene : printSvg(scene);
}

/** A network's picture before it is printed: everything with its place. */
export async function networkScene(
  checked: CheckedNetwork,
  options: DiagramOptions & { readonly entry: string },
): Promise<Scene | Diagnostic> {
  const diagram = networkDiagram(checked, options);
  const count = boxesOf(diagram.children).length;
  if (count > mostBoxes) {
    const span = { file: options.entry, start: 0, end: 0 };
    const help = "fold blocks with a smaller `--depth`, or draw equal blocks once, without `--each`";
    return error("CNN0408", `a picture of ${count} boxes is too large`, [{ span, text: "" }], help);
  }
  // The layout is large, and most commands never draw.
  const { layOut } = await import("../diagram/layout.js");
  return layOut(diagram);
}

function networkDiagram({ network, analysis }: CheckedNetwork, options: DiagramOptions) {
  const rows = [...analysis.rows, ...analysis.training.rows];
  return diagramOf(network.graph, operators, new Map(rows.map((row) => [row.path, row])), options);
}
