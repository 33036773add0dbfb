import { Option, type Command } from "commander";
import type { DiffFlags } from "../commands/diff.js";
import { exits, networkCommand, weightOptions } from "../define.js";
import { integer, list, positive } from "../options.js";

const targets = ["cpu", "reference"];

export function defineDiff(program: Command): void {
  const command = networkCommand(
    program,
    "diff",
    "run two networks, weight files or targets on the same input, and name the first layer that diverges",
    [
      "cnnc diff models/lenet5.cnn --weights examples/digits/lenet5.safetensors --input image=examples/digits/7.png",
      "cnnc diff models/resnet18.cnn --weights before.safetensors --weights2 after.safetensors",
      "cnnc diff net_old.cnn net_new.cnn --weights trained.safetensors --tolerance 1e-3 --json",
    ],
  )
    .argument("<first>", "a .cnn file")
    .argument("[second]", "another one; left out, the first is run twice");
  weightOptions(command)
    .option("--weights2 <file>", "weights of the second side; left out, those of the first")
    .option("--names2 <file>", "a mapping for --weights2; left out, the one of --names")
    .addOption(
      new Option("--target <name>", "what runs the first side: compiled code, or float64, slowly")
        .choices(targets)
        .default("cpu"),
    )
    .addOption(
      new Option(
        "--target2 <name>",
        "the same for the second side; left out, --target, or the other one where nothing else differs",
      ).choices(targets),
    )
    .option(
      "--input <name=file>",
      "an input's samples, as for `cnnc run`; once for each input. Left out, one sample of random numbers",
      list,
    )
    .option("--seed <number>", "the seed of random inputs", integer(0), 0)
    .option(
      "--tolerance <part>",
      "how far off a layer may be, as a part of its root mean square",
      positive,
      1e-4,
    )
    .option("--json", "print JSON, schema cnnc-diff/1")
    .action(async (first: string, second: string | undefined, flags: DiffFlags) => {
      const { diff } = await import("../commands/diff.js");
      exits(await diff(first, second, flags));
    });
}
