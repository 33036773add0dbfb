import { Option, type Command } from "commander";
import type { InitFlags } from "../commands/init.js";
import { exits, networkCommand } from "../define.js";
import { integer } from "../options.js";

export function defineInit(program: Command): void {
  networkCommand(program, "init", "write fresh weights, the same for the same seed", [
    "cnnc init models/lenet5.cnn -o lenet5.safetensors --seed 7",
    "cnnc init models/vgg16.cnn -o vgg16.safetensors --scheme xavier-uniform",
  ])
    .argument("<file>", "a .cnn file")
    .requiredOption("-o, --output <file>", "the safetensors file")
    .option("--seed <number>", "the seed", integer(0), 0)
    .addOption(
      new Option("--scheme <name>", "the same scheme for all layers, instead of each layer's `init`").choices(
        ["he", "xavier", "lecun"].flatMap((scheme) => [`${scheme}-normal`, `${scheme}-uniform`]),
      ),
    )
    .action(async (file: string, flags: InitFlags) => {
      const { initialiseWeights } = await import("../commands/init.js");
      exits(await initialiseWeights(file, flags));
    });
}
