import type { Command } from "commander";
import type { EvalFlags } from "../commands/eval.js";
import { exits, networkCommand, runOptions } from "../define.js";

export function defineEval(program: Command): void {
  const command = networkCommand(
    program,
    "eval",
    "count what a network gets right of pictures whose classes are known, and what it takes them for",
    [
      "cnnc eval models/lenet5.cnn --weights examples/digits/lenet5.safetensors t10k-images-idx3-ubyte.gz t10k-labels-idx1-ubyte.gz",
      "cnnc eval models/resnet18.cnn --weights resnet18.safetensors imagenet/val --html resnet18.html",
    ],
  )
    .argument("<file>", "a .cnn file")
    .argument(
      "<data...>",
      "a folder with a folder of PNG or JPEG files for each class, named by its label or index; or IDX pictures, then IDX classes, gzipped or not",
    );
  runOptions(command, 8)
    .option("--head <output>", "the output that scores the classes, where there are several")
    .option("--json", "print JSON, schema cnnc-eval/1")
    .option("--html <file>", "write a page with the confusion matrix, the worst mistakes and every class")
    .action(async (file: string, data: string[], flags: EvalFlags) => {
      const { evaluateNetwork } = await import("../commands/eval.js");
      exits(await evaluateNetwork(file, data, flags));
    });
}
