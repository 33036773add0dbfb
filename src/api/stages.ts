import { printCst } from "../../grammar/print.js";
import { parse } from "../../grammar/parse.js";
import type { Network } from "../elaborate/elaborate.js";
import { printGraph } from "../ir/print.js";
import { pipeline } from "../passes/pipeline.js";
import { printProgram } from "../program/print.js";
import { printAst } from "../syntax/print.js";
import type { Numerics } from "../schedule/demands.js";
import { printKernels } from "../targets/cpu/wasm/print.js";
import type { Host } from "./host.js";
import {
  optimiseNetwork,
  planNetwork,
  readNetwork,
  type NetworkOptions,
  type Result,
  type Target,
} from "./network.js";
import { withTaps, type TapOptions } from "./taps.js";

/** Every stage that can be printed, in the order of the pipeline. */
export const stages: readonly string[] = [
  "cst",
  "ast",
  "graph",
  ...pipeline.map(({ name }) => `graph-after:${name}`),
  "program",
  "wat",
];

export interface StageOptions extends NetworkOptions, TapOptions {
  readonly stage: string;
  readonly batch: number;
  readonly target?: Target | undefined;
  readonly portable?: boolean | undefined;
  readonly numerics?: Numerics | undefined;
  readonly relaxedSimd?: boolean | undefined;
  readonly without: readonly string[];
}

/** Prints one stage of a compile. Expectations are not held: one looks at stages to find out why they fail. */
export function printStage(host: Host, options: StageOptions): Result<string> {
  const { stage, entry } = options;
  const { modules, result } = readNetwork(host, options);
  const { sources } = modules;
  const text = sources.get(entry);
  const file = modules.files.get(entry);
  if (stage === "cst" && text !== undefined) {
    const { cst, diagnostics } = parse(text, entry);
    return { value: printCst(cst), diagnostics, sources };
  }
  if (stage === "ast" && file !== undefined) {
    return { value: printAst(file), diagnostics: modules.diagnostics, sources };
  }
  const network = result.value;
  if (network === undefined || stage === "graph") {
    return { ...result, value: network && printGraph(network.graph) };
  }
  const observed = withTaps(network, options, entry);
  return "length" in observed
    ? { ...result, value: undefined, diagnostics: [...result.diagnostics, ...observed] }
    : { ...result, value: printGraphStage(observed, options) };
}

function printGraphStage(
  network: Network,
  { stage, batch, target, portable, numerics, relaxedSimd, without: names }: StageOptions,
): string | undefined {
  const without = new Set(names);
  if (stage === "wat") {
    return printKernels(planNetwork(network, { batch, numerics, without }), relaxedSimd);
  }
  if (stage === "program") {
    return printProgram(planNetwork(network, { batch, target, portable, numerics, without }));
  }
  let printed: string | undefined;
  optimiseNetwork(network, {
    without,
    observe: (pass, graph) => {
      if (stage === `graph-after:${pass}`) printed = printGraph(graph);
    },
  });
  return printed;
}
