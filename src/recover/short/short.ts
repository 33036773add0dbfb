import type { Graph } from "../../ir/graph.js";
import type { OperatorDefinition } from "../../ops/definition.js";
import type * as Ast from "../../syntax/ast.js";
import { DefinitionWriter } from "../definitions.js";
import * as make from "../make.js";
import { contextOf } from "../recover.js";
import { arrange } from "./arrange.js";
import { withEvenSplits, withoutDefaults } from "./calls.js";
import { Drafts } from "./draft.js";
import { extractBlocks } from "./extract.js";
import { inlineBlocks } from "./inline.js";
import { foldLoops } from "./loops.js";
import { nest } from "./nesting.js";
import { withSignatures } from "./signatures.js";

/**
 * The graph as a file that a person would have written: blocks, loops, joins and residuals are found by what is alike,
 * not by the paths, which are those that the text gives. Throws {@link Unwritable} where the language has no words for a
 * part.
 */
export function shorten(graph: Graph, operators: ReadonlyMap<string, OperatorDefinition>): Ast.File {
  const drafts = draftsOf(graph, operators);
  // Loops are alike again, as those of the stages of a U-Net.
  for (let round = 0; round < 2; round += 1) {
    extractBlocks(drafts);
    foldLoops(drafts);
  }
  inlineBlocks(drafts);
  return written(drafts);
}

/** The same in one piece: each layer is written where it stands. */
export function writeOut(graph: Graph, operators: ReadonlyMap<string, OperatorDefinition>): Ast.File {
  return written(draftsOf(graph, operators));
}

function draftsOf(graph: Graph, operators: ReadonlyMap<string, OperatorDefinition>): Drafts {
  const { graph: arranged, model } = arrange(graph, nest(graph));
  const context = contextOf(arranged, operators, { annotated: true });
  const definition = withEvenSplits(new DefinitionWriter(context, model, "", []).model());
  return new Drafts(operators, [{ definition, entering: undefined }], (name) => context.isReserved(name));
}

function written(drafts: Drafts): Ast.File {
  const definitions = drafts.inOrder().map(({ definition, entering }) => {
    return { ...withoutDefaults(definition, drafts.operators), takes: entering };
  });
  return make.file(withSignatures(definitions));
}
