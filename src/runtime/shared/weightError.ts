/**
 * Weights cannot be used. `CNN0501`: the file is malformed; `CNN0502`: it does
 * not fit the model.
 */
export class WeightError extends Error {
  readonly code: "CNN0501" | "CNN0502";

  constructor(code: "CNN0501" | "CNN0502", message: string) {
    super(message);
    this.name = "WeightError";
    this.code = code;
  }
}
