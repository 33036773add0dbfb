import { hasErrors, type Diagnostic } from "../diagnostics/diagnostic.js";
import { GraphBuilder } from "../ir/builder.js";
import type { Graph } from "../ir/graph.js";
import type { Argument } from "../ops/definition.js";
import type * as Ast from "../syntax/ast.js";
import { Budget } from "./budget.js";
import { checkDefinition, type CallSite } from "./check.js";
import { findCycles } from "./cycles.js";
import { Expander } from "./expand.js";
import type { Expectation } from "./expectations.js";
import { Evaluator } from "./expressions.js";
import { LayerMaker } from "./layers.js";
import { linkFiles, type FileScope, type OperatorDefinitions } from "./link.js";
import { modelParameters, type ParameterSettings } from "./parameters.js";
import { Report } from "./report.js";
import { didYouMean } from "./suggest.js";
import { toArgument } from "./values.js";

export interface ElaborateOptions {
  readonly operators: OperatorDefinitions;
  /** Which model of the entry file; may be left out where there is only one. */
  readonly model?: string | undefined;
  /** Values of the model's parameters that differ from their defaults. */
  readonly parameters?: ParameterSettings | undefined;
}

export interface Network {
  readonly graph: Graph;
  readonly expectations: readonly Expectation[];
  /** What every parameter of the model was. */
  readonly parameters: Readonly<Record<string, Argument>>;
}

export interface Elaboration {
  /** Absent where there are errors. */
  readonly network: Network | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** A model as a graph, and everything that is wrong with the files: names and calls of all of them, shapes of the model. */
export function elaborate(
  files: ReadonlyMap<string, Ast.File>,
  entry: string,
  options: ElaborateOptions,
): Elaboration {
  const report = new Report();
  const scopes = linkFiles(files, options.operators, report);
  const recursive = checkFiles(files, scopes, options.operators, report);
  const network = report.full ? undefined : expandModel(files, entry, scopes, recursive, options, report);
  const { diagnostics } = report;
  return { network: hasErrors(diagnostics) ? undefined : network, diagnostics };
}

/** Checks every definition; returns the calls that would never end. */
function checkFiles(
  files: ReadonlyMap<string, Ast.File>,
  scopes: ReadonlyMap<string, FileScope>,
  operators: OperatorDefinitions,
  report: Report,
): ReadonlySet<Ast.Layer> {
  const calls = new Map<Ast.Definition, readonly CallSite[]>();
  for (const [path, file] of files) {
    for (const definition of file.definitions) {
      const scope = scopes.get(path) ?? new Map();
      calls.set(definition, checkDefinition(definition, scope, operators, report));
    }
  }
  const edges = (definition: Ast.Definition) =>
    (calls.get(definition) ?? []).map(({ layer, target }) => ({ target, site: layer }));
  const cycles = findCycles([...calls.keys()], edges);
  for (const { members, site } of cycles) {
    const names = [...members, ...members.slice(0, 1)].map(({ name }) => name.text);
    const help = "a block is written out where it is called, so it cannot contain itself; use `repeat`";
    const message = `the block \`${site.callee.text}\` contains itself: ${names.join(" -> ")}`;
    report.error("CNN0104", message, [{ span: site.callee.span, text: "closes the cycle" }], help);
  }
  return new Set(cycles.map(({ site }) => site));
}

function expandModel(
  files: ReadonlyMap<string, Ast.File>,
  entry: string,
  scopes: ReadonlyMap<string, FileScope>,
  recursive: ReadonlySet<Ast.Layer>,
  { operators, model, parameters: settings = {} }: ElaborateOptions,
  report: Report,
): Network | undefined {
  const definition = chooseModel(files.get(entry), entry, model, report);
  if (definition === undefined) return undefined;
  const builder = new GraphBuilder(operators);
  const evaluator = new Evaluator(report, (value) => builder.typeOf(value).shape);
  const budget = new Budget(report);
  const layers = new LayerMaker(builder, evaluator, report, budget);
  const { scope, values } = modelParameters(definition, settings, evaluator, report);

  const context = { files: scopes, operators, recursive, builder, layers, evaluator, report, budget };
  const expander = new Expander(context);
  expander.model({ definition, file: entry }, scope);
  if (expander.outputs === 0 && !budget.exhausted) {
    const help = "write `output name = …` where the result is made";
    report.error(
      "CNN0401",
      `the model \`${definition.name.text}\` has no output`,
      definition.name.span,
      help,
    );
  }
  return {
    graph: builder.finish(definition.name.text, definition.doc),
    expectations: expander.expectations,
    parameters: Object.fromEntries([...values].map(([name, value]) => [name, toArgument(value)])),
  };
}

function chooseModel(
  file: Ast.File | undefined,
  entry: string,
  wanted: string | undefined,
  report: Report,
): Ast.Definition | undefined {
  if (file === undefined) return undefined; // Whoever could not read it has said so.
  const models = file.definitions.filter(({ kind }) => kind === "model");
  const names = models.map(({ name }) => name.text);
  const chosen = models.filter(({ name }) => wanted === undefined || name.text === wanted);
  const [only] = chosen;
  if (only && chosen.length === 1) return only;
  const start = { file: entry, start: 0, end: 0 };
  if (models.length === 0) {
    report.error("CNN0106", `${entry} has no model`, start, "write model name { … }");
  } else if (wanted === undefined) {
    report.error("CNN0106", `${entry} has several models: ${names.join(", ")}`, start, "say which one");
  } else {
    const help = didYouMean(wanted, names) ?? `it has ${names.join(", ")}`;
    report.error("CNN0106", `${entry} has no model \`${wanted}\``, start, help);
  }
  return undefined;
}
