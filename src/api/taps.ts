import { error, type Diagnostic } from "../diagnostics/diagnostic.js";
import type { Network } from "../elaborate/elaborate.js";
import { didYouMean } from "../elaborate/suggest.js";
import { observableValues, observe } from "../passes/observe.js";

/** Which values on the way a compiled module shows: all that the source marks `tap`, and the paths that are named. */
export interface TapOptions {
  readonly taps?: boolean | undefined;
  readonly tap?: readonly string[] | undefined;
}

/** The network with the taps that are asked for as outputs, or what is wrong with the asking. */
export function withTaps(
  network: Network,
  { taps = false, tap = [] }: TapOptions,
  entry: string,
): Network | readonly Diagnostic[] {
  const { graph } = network;
  const observable = observableValues(graph);
  const problem = (code: "CNN0101" | "CNN0102", message: string, help: string | undefined): Diagnostic =>
    error(code, message, [{ span: { file: entry, start: 0, end: 0 }, text: "" }], help);
  const marked = taps ? graph.taps.map(({ name }) => name) : [];
  const names = [...new Set([...marked, ...tap])];
  const chosen = names.flatMap((name) => observable.get(name) ?? []);
  const problems = names
    .filter((name) => !observable.has(name))
    .map((name) => {
      const help = didYouMean(name, [...observable.keys()]);
      return problem("CNN0101", `${graph.name} has no tap and no layer \`${name}\``, help);
    });
  if (taps && marked.length === 0) {
    const help = "mark a value, as in `tap features = …`, or ask for a layer by `--tap` and its path";
    problems.push(problem("CNN0101", `${graph.name} marks no value \`tap\``, help));
  }
  if (
    chosen.length > 0 &&
    graph.outputs.some(({ name, role }) => name === "taps" && role.kind === "output")
  ) {
    const message = "the output `taps` has the name under which a call gives the taps";
    problems.push(problem("CNN0102", message, "rename the output"));
  }
  return problems.length > 0 ? problems : { ...network, graph: observe(graph, chosen) };
}
