import { readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import { importModel } from "../../api/import/import.js";
import { readBeside } from "../external.js";
import { writeFiles } from "../../node/files.js";
import { failFile, printLine, report, type DiagnosticFormat, type ExitCode } from "../output.js";

export interface ImportFlags {
  readonly output: string;
  readonly input?: ReadonlyMap<string, readonly number[]>;
  readonly messages: DiagnosticFormat;
}

/** `cnnc import`: writes a network and its weights from an ONNX model, both files or none. */
export async function importFile(file: string, flags: ImportFlags): Promise<ExitCode> {
  const { output, input = new Map(), messages } = flags;
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (failure) {
    return failFile("read", file, failure, messages);
  }
  const stem = basename(output, extname(output));
  const { value, diagnostics } = await importModel(bytes, {
    ...{ file, name: stem.replace(/\W/g, "_").replace(/^(?=\d|$)/, "_"), shapes: input },
    readBeside: readBeside(file),
  });
  if (!report(diagnostics, new Map(), messages) || value === undefined) return 1;
  const weights = `${output.slice(0, output.length - extname(output).length)}.safetensors`;
  const failed = writeFiles([
    { path: output, parts: [value.text] },
    { path: weights, parts: value.weights },
  ]);
  if (failed !== undefined) return failFile("written", failed.path, failed.failure, messages);
  printLine(`${output}: ${value.text.trimEnd().split("\n").length} lines`);
  printLine(`${weights}: ${value.tensors} tensors`);
  return 0;
}
