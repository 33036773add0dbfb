import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Graph } from "../ir/graph.js";
import type { OperatorDefinition } from "../ops/definition.js";

export interface PassContext {
  readonly operators: ReadonlyMap<string, OperatorDefinition>;
}

/** A pure step from graph to graph that keeps what the network computes. */
export interface Pass {
  readonly name: string;
  readonly doc: string;
  run(
    graph: Graph,
    context: PassContext,
  ): { readonly graph: Graph; readonly diagnostics: readonly Diagnostic[] };
}
