import type { Command } from "commander";
import type { RunFlags } from "../commands/run.js";
import { exits, networkCommand } from "../define.js";
import { integer } from "../options.js";

export function defineRun(program: Command): void {
  networkCommand(program, "run", "run a network on pictures (PNG or JPEG) and print the classes", [
    "cnnc run models/lenet5.cnn --weights examples/digits/lenet5.safetensors examples/digits/7.png",
    "cnnc run models/resnet18.cnn --weights resnet18.safetensors --names examples/pytorch/resnet18.names.json cat.jpg",
  ])
    .argument("<file>", "a .cnn file")
    .argument("<pictures...>", "PNG or JPEG files")
    .requiredOption("--weights <file>", "a safetensors file")
    .option("--names <file>", "a mapping from the model's paths to the names in the weight file, JSON")
    .option("--top <count>", "how many classes are printed", integer(1), 5)
    .option("--json", "print one JSON object a picture")
    .action(async (file: string, pictures: string[], flags: RunFlags) => {
      const { runNetwork } = await import("../commands/run.js");
      exits(await runNetwork(file, pictures, flags));
    });
}
