import { contains, hasErrors, type Diagnostic } from "../diagnostics/diagnostic.js";
import { GraphBuilder } from "../ir/builder.js";
import type { Graph } from "../ir/graph.js";
import type { Argument } from "../ops/definition.js";
import type * as Ast from "../syntax/ast.js";
import { Budget } from "./budget.js";
import { checkDefinition, type CheckedDefinition } from "./check.js";
import { fileScopes, staticScopes } from "./constants.js";
import { walk } from "./cycles.js";
import { Expander } from "./expand.js";
import type { Expectation } from "./expectations.js";
import { Evaluator } from "./expressions.js";
import { FlowChecker } from "./flows.js";
import { JoinMaker } from "./joins.js";
import { LabelReader } from "./labels.js";
import { LayerMaker } from "./layers.js";
import { linkFiles, type Declaration, type FileScope, type OperatorDefinitions } from "./link.js";
import type { Modules } from "./modules.js";
import { modelParameters } from "./parameters.js";
import { PortMaker } from "./ports.js";
import { Report } from "./report.js";
import { Scope } from "./scope.js";
import type { ParameterSettings } from "./settings.js";
import { StaticScope } from "./static-scope.js";
import { didYouMean } from "./suggest.js";
import { reportUnused } from "./unused.js";
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

/**
 * A model as a graph, and everything that is wrong with the files beyond their syntax: names and calls of all of them,
 * shapes of the model. A declaration that a syntax error has left in pieces is not looked at: its name is known, and
 * what uses it is unknown, which nothing is said about.
 */
export function elaborate(modules: Modules, options: ElaborateOptions): Elaboration {
  const { files, syntaxErrors } = modules;
  const report = new Report();
  const isBroken = ({ span }: Declaration): boolean =>
    syntaxErrors.some(({ labels: [label] }) => label !== undefined && contains(span, label.span));
  const scopes = linkFiles(files, isBroken, options.operators, report);
  const recursive = checkFiles(modules, isBroken, scopes, options.operators, report);
  const network = report.full
    ? undefined
    : expandModel(modules, isBroken, scopes, recursive, options, report);
  const { diagnostics } = report;
  const isSound = syntaxErrors.length === 0 && !hasErrors(diagnostics);
  return { network: isSound ? network : undefined, diagnostics };
}

/** Checks every whole definition; returns the calls that would never end. */
function checkFiles(
  { files }: Modules,
  isBroken: (declaration: Declaration) => boolean,
  scopes: ReadonlyMap<string, FileScope>,
  operators: OperatorDefinitions,
  report: Report,
): ReadonlySet<Ast.Name> {
  const constants = staticScopes(files, scopes, operators, report);
  const checked = new Map<Ast.Definition, CheckedDefinition>();
  for (const [path, file] of files) {
    const scope = scopes.get(path) ?? new Map();
    const outer = constants.get(path) ?? new StaticScope(undefined);
    for (const definition of file.definitions.filter((one) => !isBroken(one))) {
      checked.set(definition, checkDefinition(definition, scope, outer, operators, report));
    }
  }
  if (!hasErrors(report.diagnostics)) {
    const unused = [...checked.values()].flatMap((definition) => definition.unused);
    reportUnused(unused, files, scopes, constants, isBroken, report);
  }
  const { cycles } = walk([...checked.keys()], (definition) =>
    (checked.get(definition)?.mentions ?? []).map(({ name, target }) => ({ target, site: name })),
  );
  for (const { members, way, site } of cycles) {
    const names = [...members, ...members.slice(0, 1)].map(({ name }) => name.text);
    const help = "a block is written out where it is called, so it cannot contain itself; use `repeat`";
    const message = `the block \`${site.text}\` contains itself: ${names.join(" -> ")}`;
    const labels = [
      { span: site.span, text: "closes the cycle" },
      ...way.map(({ span }) => ({ span, text: "on the way" })),
    ];
    report.error("CNN0104", message, labels, help);
  }
  return new Set(cycles.map(({ site }) => site));
}

function expandModel(
  { files, entry, labels: labelFiles }: Modules,
  isBroken: (definition: Ast.Definition) => boolean,
  scopes: ReadonlyMap<string, FileScope>,
  recursive: ReadonlySet<Ast.Name>,
  { operators, model, parameters: settings = {} }: ElaborateOptions,
  report: Report,
): Network | undefined {
  const definition = chooseModel(files.get(entry), entry, model, report);
  if (definition === undefined || isBroken(definition)) return undefined;
  const builder = new GraphBuilder(operators);
  const evaluatorFor = (to: Report): Evaluator =>
    new Evaluator(to, { operators, recursive }, (value) => builder.typeOf(value));
  const evaluator = evaluatorFor(report);
  const budget = new Budget(report);
  const layers = new LayerMaker(builder, report, budget);
  const joins = new JoinMaker(builder, layers, report);
  const scopesOfFiles = fileScopes(files, scopes, evaluator);
  const file = scopesOfFiles.get(entry) ?? Scope.ofFile(new Map());
  const { scope, values } = modelParameters(definition, settings, file, evaluatorFor, report);

  const flows = new FlowChecker(builder, evaluator, report);
  const labels = new LabelReader(labelFiles, report);
  const ports = new PortMaker(builder, layers, flows, evaluator, labels, report);
  const context = { files: scopesOfFiles, builder, flows, ports, layers, joins, evaluator, report, budget };
  const expander = new Expander(context);
  expander.model(definition, scope);
  if (!ports.hasOutput && !expander.isCut && !budget.exhausted) {
    const help = "write `output name = …` where the result is made";
    report.error(
      "CNN0401",
      `the model \`${definition.name.text}\` has no output`,
      definition.name.span,
      help,
    );
  }
  const graph = builder.finish(definition.name.text, definition.doc);
  ports.holdApart(graph);
  return {
    graph,
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
  if (file.lost.length > 0 && (wanted === undefined ? models.length === 0 : file.lost.includes(wanted))) {
    return undefined; // A syntax error may have taken it away.
  }
  if (models.length === 0) {
    report.error("CNN0106", `${entry} has no model`, start, "write model name { … }");
  } else if (wanted === undefined) {
    report.error(
      "CNN0106",
      `${entry} has several models: ${names.join(", ")}`,
      start,
      "choose one by --model",
    );
  } else {
    const help = didYouMean(wanted, names) ?? `it has ${names.join(", ")}`;
    report.error("CNN0106", `${entry} has no model \`${wanted}\``, start, help);
  }
  return undefined;
}
