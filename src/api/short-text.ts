import { elaborate } from "../elaborate/elaborate.js";
import { loadModules } from "../elaborate/modules.js";
import type { Graph } from "../ir/graph.js";
import { operators } from "../ops/index.js";
import { correspondence, type Correspondence } from "../recover/correspondence.js";
import { shorten } from "../recover/short/short.js";
import { Unwritable } from "../recover/unwritable.js";
import { textOf } from "../syntax/layout/text.js";

export interface ShortText {
  readonly text: string;
  /** The network of the text, whose paths are the text's own. */
  readonly graph: Graph;
  /** Where its layers and weights, by path, are in the network that it was written of. */
  readonly paths: Correspondence;
}

/**
 * A network as a person would write it. Throws {@link Unwritable} where the language has no words for it, or where the
 * text would be of another network.
 */
export function shortText(graph: Graph): ShortText {
  const text = textOf(shorten(graph, operators));
  const modules = loadModules("main.cnn", () => text);
  const { network, diagnostics } = elaborate(modules, { operators });
  const [finding] = [...modules.diagnostics, ...diagnostics];
  if (network === undefined) throw new Unwritable(`its text would not be sound: ${finding?.message ?? ""}`);
  const paths = correspondence(graph, network.graph);
  if (typeof paths === "string") throw new Unwritable(`its text would be another network: ${paths}`);
  return { text, graph: network.graph, paths };
}
