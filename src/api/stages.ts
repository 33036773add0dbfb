import { printCst } from "../../grammar/print.js";
import { parse } from "../../grammar/parse.js";
import { hasErrors } from "../diagnostics/diagnostic.js";
import type { Network } from "../elaborate/elaborate.js";
import { printGraph } from "../ir/print.js";
import { pipeline } from "../passes/pipeline.js";
import { printProgram } from "../program/print.js";
import { printAst } from "../syntax/print.js";
import type { Numerics } from "../schedule/demands.js";
import type { Precision } from "../targets/webgpu/precision.js";
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
import { tuneChoice, type TuningOption } from "./tune/tuning.js";

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
  readonly precision?: Precision | undefined;
  readonly relaxedSimd?: boolean | undefined;
  readonly tuning?: TuningOption;
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
  if ("length" in observed) {
    return { ...result, value: undefined, diagnostics: [...result.diagnostics, ...observed] };
  }
  if (stage !== "program" && stage !== "wat") return { ...result, value: printGraphAfter(observed, options) };
  const { batch, numerics, precision, relaxedSimd } = options;
  const isWat = stage === "wat";
  const asked = isWat ? {} : { target: options.target, portable: options.portable };
  const choice = { ...asked, tuning: options.tuning };
  const { choose, findings, sources: tuning } = tuneChoice(host, entry, observed.graph.name, choice);
  const plan = { ...asked, batch, numerics, precision, choose, without: new Set(options.without) };
  const program = planNetwork(observed, plan);
  const diagnostics = [...result.diagnostics, ...findings()];
  const printed = isWat ? printKernels(program, relaxedSimd) : printProgram(program);
  return {
    value: hasErrors(diagnostics) ? undefined : printed,
    diagnostics,
    sources: new Map([...sources, ...tuning]),
  };
}

function printGraphAfter(network: Network, { stage, without }: StageOptions): string | undefined {
  let printed: string | undefined;
  optimiseNetwork(network, {
    without: new Set(without),
    observe: (pass, graph) => {
      if (stage === `graph-after:${pass}`) printed = printGraph(graph);
    },
  });
  return printed;
}
