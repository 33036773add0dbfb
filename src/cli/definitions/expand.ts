import type { Command } from "commander";
import type { NetworkFlags } from "../commands/check.js";
import { exits, networkCommand } from "../define.js";

export function defineExpand(program: Command): void {
  networkCommand(program, "expand", "print a network with every attribute written, padding as numbers", [
    "cnnc expand models/resnet18.cnn",
    "cnnc expand models/mobilenet_v2.cnn --set width=0.5 > half.cnn",
  ])
    .argument("<file>", "a .cnn file")
    .action(async (file: string, flags: NetworkFlags) => {
      const { expandNetwork } = await import("../commands/expand.js");
      exits(expandNetwork(file, flags));
    });
}
