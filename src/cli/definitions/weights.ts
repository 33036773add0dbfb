import type { Command } from "commander";
import type { RenameFlags } from "../commands/rename-weights.js";
import { exits, networkCommand, showExamples } from "../define.js";
import { list } from "../options.js";

export function defineWeights(program: Command): void {
  const weights = program.command("weights").description("mend files of weights");
  const examples = [
    "cnnc weights rename models/lenet5.cnn --weights lenet5.safetensors",
    "cnnc weights rename models/lenet5.cnn --weights lenet5.safetensors --yes",
    "cnnc weights rename models/lenet5.cnn --weights lenet5.safetensors --from conv1 --to stem",
  ];
  showExamples(weights, examples);
  networkCommand(
    weights,
    "rename",
    "give tensors the names that layers have now; without --yes or --from, only propose them",
    examples,
  )
    .argument("<file>", "a .cnn file")
    .requiredOption("--weights <file>", "the safetensors file, which is mended in its place")
    .option("--yes", "do what is proposed if the file then fits, and note in it which network it is for")
    .option("--from <path>", "a tensor, layer or block of the file, with --to; may be repeated", list)
    .option("--to <path>", "its path in the model; may be repeated", list)
    .action(async (file: string, flags: RenameFlags) => {
      const { renameTensors } = await import("../commands/rename-weights.js");
      exits(await renameTensors(file, flags));
    });
}
