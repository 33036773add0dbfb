import type { Graph } from "../ir/graph.js";
import type { OperatorDefinition } from "../ops/definition.js";
import type * as Ast from "../syntax/ast.js";
import { DefinitionWriter } from "./definitions.js";
import * as make from "./make.js";
import { PathStructure } from "./paths.js";
import { renameBlocks, withoutNeedlessNames } from "./rewrite.js";
import { Sharing } from "./sharing.js";
import type { Context } from "./surroundings.js";
import { Usage } from "./usage.js";

/**
 * The graph as a file that says all of it: blocks as the paths of its layers have them, one for all instances that are
 * equal, with every attribute of every layer. Throws {@link Unwritable} where the language has no words for a part.
 */
export function recover(graph: Graph, operators: ReadonlyMap<string, OperatorDefinition>): Ast.File {
  const context = contextOf(graph, operators, { annotated: false });
  const model = new DefinitionWriter(
    context,
    new PathStructure(graph, context.usage).model(),
    "",
    [],
  ).model();
  const blocks = [...context.blocks.values()];
  const names = finalNames(
    blocks.map(({ mark }) => mark),
    graph.name,
  );
  const definitions = blocks.map(({ mark, definition }) => {
    return { ...definition, name: make.name(names.get(mark) ?? mark) };
  });
  return make.file(
    [...definitions, model].map((definition) => withoutNeedlessNames(renameBlocks(definition, names))),
  );
}

/** What the definitions of a network share, before any is written. */
export function contextOf(
  graph: Graph,
  operators: ReadonlyMap<string, OperatorDefinition>,
  { annotated }: Pick<Context, "annotated">,
): Context {
  const usage = new Usage(graph);
  const blockNames = new Set(graph.nodes.flatMap(({ origin }) => origin.blocks.map(({ block }) => block)));
  const ports = [...graph.inputs, ...graph.outputs, ...graph.taps].map(({ name }) => name);
  const reserved = new Set([graph.name, ...ports.map((name) => name.slice(name.lastIndexOf(".") + 1))]);
  return {
    graph,
    usage,
    operators,
    sharing: new Sharing(usage, operators),
    annotated,
    isReserved: (name) =>
      reserved.has(name) ||
      operators.has(name) ||
      blockNames.has(name.replace(/_\d+$/, "")) ||
      blockNames.has(name),
    blocks: new Map(),
    sharedBlocks: new Map(),
  };
}

/** The name of a block, with a number where several blocks of it differ. */
function finalNames(marks: readonly string[], model: string): ReadonlyMap<string, string> {
  const blockOf = (mark: string): string => mark.slice(0, mark.indexOf("#"));
  const taken = new Set([model, ...marks.map(blockOf)]);
  const names = new Map<string, string>();
  for (const mark of marks) {
    const block = blockOf(mark);
    const isOnly = marks.filter((other) => blockOf(other) === block).length === 1;
    let name = block;
    for (let number = 1; !isOnly && taken.has(name); number += 1) name = `${block}_${number}`;
    taken.add(name);
    names.set(mark, name);
  }
  return names;
}
