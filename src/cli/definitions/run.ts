import type { Command } from "commander";
import type { RunFlags } from "../commands/run.js";
import { exits, networkCommand, runOptions } from "../define.js";
import { integer, list } from "../options.js";

export function defineRun(program: Command): void {
  const command = networkCommand(
    program,
    "run",
    "run a network on pictures, or on numbers, and print what it gives",
    [
      "cnnc run models/lenet5.cnn --weights examples/digits/lenet5.safetensors examples/digits",
      "cnnc run models/resnet18.cnn --weights resnet18.safetensors --names examples/pytorch/resnet18.names.json cat.jpg",
      "cnnc run segment.cnn --weights segment.safetensors photos/ -o masks.safetensors",
      "cnnc run two.cnn --weights two.safetensors --input left=left.safetensors --input right=right.f32",
      "cnnc run models/lenet5.cnn --weights examples/digits/lenet5.safetensors --target webgpu examples/digits",
      "cnnc run models/lenet5.cnn --weights examples/digits/lenet5.safetensors --json - < examples/digits/7.png",
    ],
  )
    .argument("<file>", "a .cnn file")
    .argument("[pictures...]", "PNG or JPEG files, folders of them at any depth, or - for standard input")
    .option(
      "--input <name=file>",
      "an input's samples: its tensor in a safetensors file, bare float32, or a picture; once for each input",
      list,
    );
  runOptions(command, 1)
    .option("--top <count>", "how many classes are printed", integer(1), 5)
    .option("--json", "print one JSON object a sample")
    .option("-o, --output <file>", "write the outputs of all samples as tensors [N, …] of a safetensors file")
    .action(async (file: string, pictures: string[], flags: RunFlags) => {
      const { runNetwork } = await import("../commands/run.js");
      exits(await runNetwork(file, pictures, flags));
    });
}
