import type { Graph, Input, Node, Output, Tap, ValueId } from "../ir/graph.js";
import type { OperatorDefinition } from "../ops/definition.js";
import type * as Ast from "../syntax/ast.js";
import type { Names } from "./names.js";
import type { Instance, Region } from "./regions.js";
import type { Sharing } from "./sharing.js";
import type { Usage } from "./usage.js";

/** What all definitions of a file share. */
export interface Context {
  readonly graph: Graph;
  readonly usage: Usage;
  readonly operators: ReadonlyMap<string, OperatorDefinition>;
  readonly sharing: Sharing;
  /** Whether layers say what short forms are found by: the shapes of results, and padding that is `same`. */
  readonly annotated: boolean;
  /** Whether a name means something in all of the file. */
  isReserved(name: string): boolean;
  /** Blocks by what they say; each stands for itself by a mark until all are known. */
  readonly blocks: Map<string, { readonly mark: string; readonly definition: Ast.Definition }>;
  /** Marks of the blocks that are shared, by their homes. */
  readonly sharedBlocks: Map<string, string>;
}

/** How a block is called: by its mark, and with what. */
export interface Called {
  readonly callee: string;
  readonly entering: ValueId | undefined;
  readonly tensors: readonly ValueId[];
  /** Shared layers from around it. */
  readonly homes: readonly string[];
  readonly results: readonly ValueId[];
}

/** What a body needs of the definition that it is in. */
export interface Surroundings {
  readonly context: Context;
  /** Makes sure that a value gets a name, and stands for it until it has one. */
  want(value: ValueId): string;
  isWanted(value: ValueId): boolean;
  /** The block of an instance, written. */
  call(instance: Instance): Called;
  /** The home of a layer's weights, where it is shared. */
  homeOf(node: Node): string | undefined;
  /** Declarations of the shared layers whose scope a region is. */
  sharesOf(region: Region, names: Names): readonly Ast.Share[];
  /** Values that are tapped outside of a scope. */
  tappedOutside(scope: string): ReadonlySet<ValueId>;
  /** What stands behind the nodes before `index` and has not been written yet. */
  inputsDue(region: Region, index: number): readonly Input[];
  outputsDue(region: Region, index: number): readonly Output[];
  tapsDue(region: Region, index: number): readonly Tap[];
}

/** The last part of a path. */
export function localOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}
