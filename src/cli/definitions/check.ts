import { Option, type Command } from "commander";
import type { CheckFlags } from "../commands/check.js";
import { exits, networkCommand } from "../define.js";
import { integer, precisionOption } from "../options.js";

export function defineCheck(program: Command): void {
  networkCommand(program, "check", "check networks: names, types, shapes and expectations", [
    "cnnc check models/resnet50.cnn",
    "cnnc check models/*.cnn --messages short",
    "cnnc check models/lenet5.cnn --weights lenet5.safetensors",
    "cnnc check models/lenet5.cnn --target webgpu --limits compatibility",
  ])
    .argument("<files...>", ".cnn files")
    .option("--weights <file>", "a safetensors file that has to fit the model")
    .option("--names <file>", "a mapping from the model's paths to the names in the weight file, JSON")
    .addOption(
      new Option("--target <name>", "what has to be able to compute it: the CPU, or WebGPU").choices([
        "cpu",
        "webgpu",
        "auto",
      ]),
    )
    .option(
      "--limits <which>",
      "of WebGPU: default, compatibility, or a file with a device's GPUSupportedLimits, JSON",
    )
    .addOption(precisionOption())
    .option("--batch <samples>", "samples that one pass computes on the target", integer(1))
    .action(async (files: string[], flags: CheckFlags) => {
      const { check } = await import("../commands/check.js");
      exits(await check(files, flags));
    });
}
