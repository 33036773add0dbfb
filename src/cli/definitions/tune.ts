import type { Command } from "commander";
import type { TuneFlags } from "../commands/tune.js";
import { exits, networkCommand } from "../define.js";
import { integer, positive } from "../options.js";

export function defineTune(program: Command): void {
  networkCommand(
    program,
    "tune",
    "measure the algorithms of every convolution, and write the fastest into a file that compiling uses",
    [
      "cnnc tune models/lenet5.cnn --seconds 0.1 -o lenet5.tuning.json",
      "cnnc tune models/resnet50.cnn --seconds 60",
      "cnnc tune models/vgg16.cnn --batch 4",
    ],
  )
    .argument("<file>", "a .cnn file")
    .option("--batch <samples>", "samples that one pass computes", integer(1), 1)
    .option("--seconds <time>", "how long is measured in all, about", positive, 30)
    .option("-o, --output <file>", "what is written (default: <model>.tuning.json beside the source)")
    .action(async (file: string, flags: TuneFlags) => {
      const { tune } = await import("../commands/tune.js");
      exits(await tune(file, flags));
    });
}
