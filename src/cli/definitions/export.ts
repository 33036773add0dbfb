import type { Command } from "commander";
import { opsets } from "../../api/opsets.js";
import type { ExportFlags } from "../commands/export.js";
import { exits, networkCommand, weightOptions } from "../define.js";
import { integer } from "../options.js";

export function defineExport(program: Command): void {
  const command = networkCommand(
    program,
    "export",
    "write a network with its weights as an ONNX model, whose names are the layers' paths",
    [
      "cnnc export models/lenet5.cnn --weights examples/digits/lenet5.safetensors -o lenet5.onnx",
      "cnnc export models/resnet18.cnn --weights resnet18.safetensors --functions --opset 21 -o resnet18.onnx",
      "cnnc export models/vgg16.cnn --weights vgg16.safetensors --external -o vgg16.onnx",
    ],
  ).argument("<file>", "a .cnn file");
  weightOptions(command)
    .requiredOption("-o, --output <file>", "the ONNX model")
    .option(
      "--opset <version>",
      `version of ONNX's operators, ${opsets.oldest} to ${opsets.newest}`,
      integer(opsets.oldest, opsets.newest),
      opsets.standard,
    )
    .option("--external", "put the weights into a file of their own, <output>.data")
    .option("--functions", "write blocks as functions of the model")
    .action(async (file: string, flags: ExportFlags) => {
      const { exportToFile } = await import("../commands/export.js");
      exits(await exportToFile(file, flags));
    });
}
