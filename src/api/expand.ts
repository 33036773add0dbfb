import { error } from "../diagnostics/diagnostic.js";
import { elaborate } from "../elaborate/elaborate.js";
import { loadModules } from "../elaborate/modules.js";
import type { Graph } from "../ir/graph.js";
import { printGraph } from "../ir/print.js";
import { operators } from "../ops/index.js";
import { recover } from "../recover/recover.js";
import { Unwritable } from "../recover/unwritable.js";
import { textOf } from "../syntax/layout/text.js";
import type { Host } from "./host.js";
import { readNetwork, type NetworkOptions, type Result } from "./network.js";

/**
 * The network as one file in which nothing is left open: parameters have their values, conditions are decided, and every
 * attribute is written, padding as numbers. Blocks and paths stay, and so do the names of weights.
 */
export function expand(host: Host, options: NetworkOptions): Result<string> {
  const { result } = readNetwork(host, options);
  if (result.value === undefined) return { ...result, value: undefined };
  const { graph } = result.value;
  try {
    return { ...result, value: expandedText(graph, options.entry) };
  } catch (failure) {
    if (!(failure instanceof Unwritable)) throw failure;
    const label = { span: { file: options.entry, start: 0, end: 0 }, text: "" };
    const finding = error("CNN0409", `${graph.name} has no expanded form: ${failure.message}`, [label]);
    return { ...result, value: undefined, diagnostics: [...result.diagnostics, finding] };
  }
}

/** Throws where the text would be of another network. */
function expandedText(graph: Graph, entry: string): string {
  const text = textOf(recover(graph, operators));
  const modules = loadModules(entry, () => text);
  const { network, diagnostics } = elaborate(modules, { operators });
  const [finding] = [...modules.diagnostics, ...diagnostics];
  if (network === undefined) throw new Unwritable(`its text would not be sound: ${finding?.message ?? ""}`);
  if (!areEqual(network.graph, graph)) {
    throw new Error(`the expanded form of ${graph.name} would be another network`);
  }
  return text;
}

function areEqual(a: Graph, b: Graph): boolean {
  const said = ({ doc, inputs, outputs, taps }: Graph): string =>
    JSON.stringify({ doc, inputs, outputs, taps });
  return printGraph(a) === printGraph(b) && said(a) === said(b);
}
