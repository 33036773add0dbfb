import type { Command } from "commander";
import type { CheckFlags } from "../commands/check.js";
import { exits, networkCommand } from "../define.js";

export function defineCheck(program: Command): void {
  networkCommand(program, "check", "check networks: names, types, shapes and expectations", [
    "cnnc check models/resnet50.cnn",
    "cnnc check models/*.cnn --messages short",
    "cnnc check models/lenet5.cnn --weights lenet5.safetensors",
  ])
    .argument("<files...>", ".cnn files")
    .option("--weights <file>", "a safetensors file that has to fit the model")
    .option("--names <file>", "a mapping from the model's paths to the names in the weight file, JSON")
    .action(async (files: string[], flags: CheckFlags) => {
      const { check } = await import("../commands/check.js");
      exits(await check(files, flags));
    });
}
