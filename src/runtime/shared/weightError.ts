/**
 * Weights cannot be used. `CNN0501`: the file is malformed; `CNN0502`: it does
 * not fit the model.
 */
export class WeightError extends Error {
  readonly code: "CNN0501" | "CNN0502";
  /** What is wrong, in a line. */
  readonly summary: string;
  /** One line a tensor. */
  readonly problems: readonly string[];
  /** Tensors are missing and others are left over: they may be the same. */
  readonly namesDiffer: boolean;

  constructor(
    code: "CNN0501" | "CNN0502",
    summary: string,
    problems: readonly string[] = [],
    namesDiffer = false,
  ) {
    const lines = problems.map((problem) => `\n  ${problem}`);
    super(`${summary}${lines.length > 0 ? ":" : ""}${lines.join("")}`);
    this.name = "WeightError";
    this.code = code;
    this.summary = summary;
    this.problems = problems;
    this.namesDiffer = namesDiffer;
  }
}
