import type { Graph } from "../../ir/graph.js";
import type { OperatorDefinition } from "../../ops/definition.js";
import type * as Ast from "../../syntax/ast.js";
import { DefinitionWriter } from "../definitions.js";
import * as make from "../make.js";
import { contextOf } from "../recover.js";
import { arrange } from "./arrange.js";
import { withoutDefaults } from "./calls.js";
import { nest } from "./nesting.js";

/**
 * The graph as a file that a person would have written: blocks, loops, joins and residuals are found by what is alike,
 * not by the paths, which are those that the text gives. Throws {@link Unwritable} where the language has no words for a
 * part.
 */
export function shorten(graph: Graph, operators: ReadonlyMap<string, OperatorDefinition>): Ast.File {
  const { graph: arranged, model } = arrange(graph, nest(graph), ({ op }) => `${op}1`);
  const context = contextOf(arranged, operators, { annotated: true });
  const definition = new DefinitionWriter(context, model, "", []).model();
  return withoutDefaults(make.file([definition]), operators);
}
