import type { Command } from "commander";
import type { NetworkFlags } from "../commands/check.js";
import { exits, networkCommand } from "../define.js";

export function defineCheck(program: Command): void {
  networkCommand(program, "check", "check networks: names, types, shapes and expectations", [
    "cnnc check models/resnet50.cnn",
    "cnnc check models/*.cnn --messages short",
  ])
    .argument("<files...>", ".cnn files")
    .action(async (files: string[], flags: NetworkFlags) => {
      const { check } = await import("../commands/check.js");
      exits(check(files, flags));
    });
}
