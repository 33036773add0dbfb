import type { Code } from "../diagnostic.js";

/** The long story of a code. */
export interface Explanation {
  /** What the finding means, why the rule is there, and how to mend it: paragraphs, each a line. */
  readonly story: readonly string[];
  readonly wrong: Example;
  readonly mended: Example;
}

/** The text of `main.cnn`, which is checked; or files by name, or calls in a folder with LeNet-5, weights and a digit. */
export type Example =
  | string
  | {
      readonly files?: Readonly<Record<string, string>>;
      readonly calls?: readonly string[];
      /** How often the model is differentiated, instead of being checked. */
      readonly derivatives?: number;
    };

/** All codes of a group, such as `CNN02xx`. */
export type Group<Prefix extends string> = Readonly<Record<Extract<Code, `${Prefix}${string}`>, Explanation>>;
