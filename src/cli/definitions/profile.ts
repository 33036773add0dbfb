import { Option, type Command } from "commander";
import type { ProfileFlags } from "../commands/profile.js";
import { exits, networkCommand } from "../define.js";
import {
  integer,
  numericsOption,
  positive,
  precisionOption,
  targetOption,
  tuningOptions,
} from "../options.js";

export function defineProfile(program: Command): void {
  tuningOptions(
    networkCommand(
      program,
      "profile",
      "run a network call by call and print where the time goes, by layer and by kind",
      [
        "cnnc profile models/lenet5.cnn --seconds 0.1",
        "cnnc profile models/resnet50.cnn --depth 2",
        "cnnc profile models/vgg16.cnn --html vgg16.html",
        "cnnc profile models/lenet5.cnn --seconds 0.1 --json",
        "cnnc profile models/resnet18.cnn --target webgpu",
      ],
    ),
  )
    .argument("<file>", "a .cnn file")
    .option("--weights <file>", "a safetensors file (default: fresh weights)")
    .option("--names <file>", "a mapping from the model's paths to the names in the weight file, JSON")
    .option("--batch <samples>", "samples that one pass computes", integer(1), 1)
    .addOption(targetOption())
    .addOption(numericsOption())
    .addOption(precisionOption())
    .option("--seconds <time>", "how long runs are timed", positive, 2)
    .option(
      "--depth <levels>",
      "levels of blocks that are unfolded (default: as many as fit a screen)",
      integer(0),
    )
    .addOption(new Option("--json", "print JSON, as cnnc/profile.schema.json describes").conflicts("html"))
    .option("--html <file>", "write a page that loads nothing")
    .action(async (file: string, flags: ProfileFlags) => {
      const { profile } = await import("../commands/profile.js");
      exits(await profile(file, flags));
    });
}
