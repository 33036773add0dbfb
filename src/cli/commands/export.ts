import { basename } from "node:path";
import { exportNetwork } from "../../api/export.js";
import { showBytes } from "../../api/text.js";
import { writeFiles } from "../../node/files.js";
import { withWeights, type WeightFlags } from "../load.js";
import { failFile, printLine, type ExitCode } from "../output.js";

export interface ExportFlags extends WeightFlags {
  readonly output: string;
  readonly opset: number;
  readonly external?: true;
  readonly functions?: true;
}

/** `cnnc export`: writes a network with its weights as an ONNX model. */
export async function exportToFile(entry: string, flags: ExportFlags): Promise<ExitCode> {
  const { output, opset, external = false, functions = false, messages } = flags;
  const code = await withWeights(entry, flags, async ({ checked, weights, tell }): Promise<ExitCode> => {
    const beside = `${output}.data`;
    const weightsFile = external ? basename(beside) : undefined;
    const exported = await exportNetwork(checked, weights, entry, {
      opset,
      file: output,
      functions,
      weightsFile,
    });
    if (!("model" in exported)) {
      tell(exported);
      return 1;
    }
    tell(exported.warnings);
    const { model, weights: apart } = exported;
    const files = [{ path: output, ...model }, ...(apart === undefined ? [] : [{ path: beside, ...apart }])];
    const failed = writeFiles(files);
    if (failed !== undefined) return failFile("written", failed.path, failed.failure, messages);
    for (const { path, size } of files) printLine(`${path}: ${showBytes(size)}`);
    return 0;
  });
  return code ?? 1;
}
