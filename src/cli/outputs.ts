import { readFileSync } from "node:fs";
import { sameBytes, staleOutput, type ExpectedOutput } from "../api/stale.js";
import { error, type Diagnostic } from "../diagnostics/diagnostic.js";
import type { FileContent } from "../node/jobs.js";
import { reasonOf } from "../node/reason.js";

/** What is wrong with outputs on disk that should be what their sources compile to. */
export function staleOutputs(expected: readonly ExpectedOutput[]): readonly Diagnostic[] {
  return expected.flatMap((output) => {
    const kept = bytesAt(output.path);
    if (kept instanceof Error) {
      const label = { span: { file: output.path, start: 0, end: 0 }, text: "" };
      return [error("CNN0004", `${output.path} cannot be read: ${reasonOf(kept)}`, [label])];
    }
    return staleOutput(output, kept) ?? [];
  });
}

/** Whether a file holds these very characters or bytes. */
export function isCurrent({ path, content }: FileContent): boolean {
  const kept = bytesAt(path);
  return kept instanceof Uint8Array && sameBytes(kept, Buffer.from(content));
}

/** `undefined` where there is no file. */
function bytesAt(path: string): Uint8Array | Error | undefined {
  try {
    return readFileSync(path);
  } catch (failure) {
    if (!(failure instanceof Error)) throw failure;
    return "code" in failure && failure.code === "ENOENT" ? undefined : failure;
  }
}
