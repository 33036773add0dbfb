import type { Call, Space } from "../../../program/program.js";
import type { View } from "../../../program/view.js";
import type { Operand } from "../../../emit/operands.js";

/** A call as a statement of the module. */
export interface KernelUse {
  /** Names of what the statement works in, besides what it is passed. */
  readonly contexts: readonly string[];
  readonly operands: readonly Operand[];
  /** The statement, given an expression for where each operand begins. */
  readonly statement: (passed: readonly string[]) => string;
}

/** A run of whole statements. */
export interface Section {
  readonly text: string;
  /** Whether the text is as Prettier prints it; what is long is printed so. */
  readonly formatted: boolean;
}

/** Names that a module takes from the runtime, and the files where they are. */
export interface RuntimeNeeds {
  readonly entries: readonly string[];
  readonly values: readonly string[];
  readonly types: readonly string[];
}

/** The language that kernels are in, as the module around them sees it. */
export interface Flavour {
  /** What functions hand to one another, in the order of their parameters: names and types. */
  readonly contexts: ReadonlyMap<string, string>;
  /** The context whose elements a space is. */
  readonly memories: Readonly<Record<Space, string>>;
  use(call: Call): KernelUse;
  /** Where a view begins in its memory, in elements. */
  place(view: View): number;
  /** Statements that make these contexts and the memories, with or without waiting, and then `rest`, which works in them. */
  open(waiting: boolean, contexts: readonly string[], rest: readonly string[]): readonly string[];
  /** The last arguments of `createCpuNetwork`, given those of `forward`. */
  running(contexts: readonly string[]): string;
  /** What the calls that were used need of the runtime. */
  needs(): RuntimeNeeds;
  /** What opening without waiting needs besides. */
  syncNeeds(): RuntimeNeeds;
  /** Statements at the top of the module. */
  imports(): readonly string[];
  /** The file beside the module that holds the kernels, if one does. */
  file(): Promise<Uint8Array | undefined>;
  /** The kernels that were used. */
  sections(): Promise<readonly Section[]>;
}
