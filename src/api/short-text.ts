import { elaborate } from "../elaborate/elaborate.js";
import { loadModules } from "../elaborate/modules.js";
import type { Graph } from "../ir/graph.js";
import { operators } from "../ops/index.js";
import { correspondence, type Correspondence } from "../recover/correspondence.js";
import { withNestedConcats } from "../recover/short/concats.js";
import { shorten, writeOut } from "../recover/short/short.js";
import { Unwritable } from "../recover/unwritable.js";
import type * as Ast from "../syntax/ast.js";
import { textOf } from "../syntax/layout/text.js";

export interface ShortText {
  readonly text: string;
  /** The network of the text, whose paths are the text's own. */
  readonly graph: Graph;
  /** Where its layers and weights, by path, are in the network that it was written of. */
  readonly paths: Correspondence;
}

/**
 * A network as a person would write it. Throws {@link Unwritable} where the language has no words for it. Where what looks
 * alike turns out not to be, each layer is written where it stands.
 */
export function shortText(network: Graph): ShortText {
  const graph = withNestedConcats(network);
  try {
    return read(shorten(graph, operators), graph);
  } catch (failure) {
    if (!(failure instanceof Unwritable)) throw failure;
    return read(writeOut(graph, operators), graph);
  }
}

/** Throws where the text would be of another network. */
function read(file: Ast.File, graph: Graph): ShortText {
  const text = textOf(file);
  const modules = loadModules("main.cnn", () => text);
  const { network, diagnostics } = elaborate(modules, { operators });
  const [finding] = [...modules.diagnostics, ...diagnostics];
  if (network === undefined) throw new Unwritable(`its text would not be sound: ${finding?.message ?? ""}`);
  const paths = correspondence(graph, network.graph);
  if (typeof paths === "string") throw new Unwritable(`its text would be another network: ${paths}`);
  return { text, graph: network.graph, paths };
}
