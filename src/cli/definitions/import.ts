import type { Command } from "commander";
import type { ImportFlags } from "../commands/import.js";
import { exits, showExamples, withMessages } from "../define.js";
import { extents } from "../options.js";

export function defineImport(program: Command): void {
  const command = program
    .command("import")
    .description("write an ONNX model as a network, and its weights beside it")
    .argument("<file>", "an .onnx file")
    .requiredOption("-o, --output <file>", "the .cnn file; the weights get its name with .safetensors")
    .option(
      "--input <name=extents>",
      "extents of an input, the batch first, as in image=1x3x224x224; may be repeated",
      extents,
    )
    .action(async (file: string, flags: ImportFlags) => {
      const { importFile } = await import("../commands/import.js");
      exits(await importFile(file, flags));
    });
  showExamples(withMessages(command), [
    "cnnc import resnet50.onnx -o resnet50.cnn",
    "cnnc import segment.onnx --input image=1x3x256x256 -o segment.cnn",
  ]);
}
