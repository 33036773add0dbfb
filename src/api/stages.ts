import { printCst } from "../../grammar/print.js";
import { parse } from "../../grammar/parse.js";
import { elaborate } from "../elaborate/elaborate.js";
import { loadModules } from "../elaborate/modules.js";
import { printGraph } from "../ir/print.js";
import { operators } from "../ops/index.js";
import { inferenceView } from "../passes/inference.js";
import { pipeline, runPipeline } from "../passes/pipeline.js";
import { printProgram } from "../program/print.js";
import { printAst } from "../syntax/print.js";
import type { Host } from "./host.js";
import { planNetwork, type NetworkOptions, type Result } from "./network.js";

/** Every stage that can be printed, in the order of the pipeline. */
export const stages: readonly string[] = [
  "cst",
  "ast",
  "graph",
  ...pipeline.map(({ name }) => `graph-after:${name}`),
  "program",
];

export interface StageOptions extends NetworkOptions {
  readonly stage: string;
  readonly batch: number;
  readonly without: readonly string[];
}

/** Prints one stage of a compile. Expectations are not held: one looks at stages to find out why they fail. */
export function printStage(host: Host, options: StageOptions): Result<string> {
  const { stage, entry } = options;
  const modules = loadModules(entry, (path) => host.readSource(path));
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
  const { network, diagnostics: found } = elaborate(modules, { operators, ...options });
  const diagnostics = [...modules.diagnostics, ...found];
  if (network === undefined) return { value: undefined, diagnostics, sources };
  const done = (value: string | undefined): Result<string> => ({ value, diagnostics, sources });
  const without = new Set(options.without);
  if (stage === "graph") return done(printGraph(network.graph));
  if (stage === "program") return done(printProgram(planNetwork(network, { batch: options.batch, without })));
  let printed: string | undefined;
  runPipeline(
    inferenceView(network.graph, operators),
    { operators },
    {
      without,
      observe: (pass, graph) => {
        if (stage === `graph-after:${pass}`) printed = printGraph(graph);
      },
    },
  );
  return done(printed);
}
