import { Option, type Command } from "commander";
import type { DiffFlags } from "../commands/diff.js";
import { exits, networkCommand } from "../define.js";
import { integer, list, positive, precisionOption, setting, targetAmong } from "../options.js";

const targets = ["cpu", "portable", "webgpu", "reference"];

const summary =
  "run two networks, weight files or targets on the same input, and name the first layer that diverges";

const correspondence = `Layers correspond by their paths, which in an .onnx file are the names of its nodes. Where the \
sides name them otherwise, so that less than half of the smaller one's layers have their path in the other, they \
correspond by place: as layers of one operator and shape, in the order in which values flow to the outputs. A \
convolution with its batch norm folded then stands for the batch norm. Layers that only one side has are listed.

Inputs correspond in their order. A picture becomes one as either side declares it.`;

export function defineDiff(program: Command): void {
  networkCommand(program, "diff", `${summary}\n\n${correspondence}`, [
    "cnnc diff models/lenet5.cnn --weights examples/digits/lenet5.safetensors --input image=examples/digits/7.png",
    "cnnc diff models/resnet18.cnn --weights before.safetensors --weights2 after.safetensors",
    "cnnc diff net_old.cnn net_new.cnn --weights trained.safetensors --tolerance 1e-3 --json",
    "cnnc diff resnet18.onnx resnet18.cnn --weights resnet18.safetensors",
    "cnnc diff models/lenet5.cnn --weights lenet5.safetensors --target webgpu --precision f16",
  ])
    .summary(summary)
    .argument("<first>", "a .cnn file, or an .onnx file, which has weights of its own")
    .argument("[second]", "another one; left out, the first is run twice")
    .option("--model2 <name>", "the model of the second side; left out, that of --model")
    .option("--set2 <name=value>", "parameters of the second side's model; left out, those of --set", setting)
    .option("--weights <file>", "a safetensors file, which a .cnn file needs")
    .option("--names <file>", "a mapping from the model's paths to the names in the weight file, JSON")
    .option("--weights2 <file>", "weights of the second side; left out, those of the first")
    .option("--names2 <file>", "a mapping for --weights2; left out, the one of --names")
    .addOption(
      targetAmong(
        targets,
        "--target <name>",
        "what runs the first side: compiled code, that with kernels in TypeScript, that for WebGPU, or float64, slowly",
      ).default("cpu"),
    )
    .addOption(
      targetAmong(
        targets,
        "--target2 <name>",
        "the same for the second side; left out, --target, or another one where nothing else differs",
      ),
    )
    .addOption(precisionOption())
    .addOption(
      new Option("--precision2 <type>", "the same for the second side; left out, f32").choices([
        "f32",
        "f16",
      ]),
    )
    .option(
      "--input <name=file>",
      "an input's samples, as for `cnnc run`; once for each input. Left out, one sample of random numbers. " +
        "Of an .onnx file also extents that it leaves open, as in image=1x3x224x224",
      list,
    )
    .option("--seed <number>", "the seed of random inputs", integer(0), 0)
    .option(
      "--tolerance <part>",
      "how far off a layer may be, as a part of its root mean square (default: 0.0001, and 0.05 in half precision)",
      positive,
    )
    .option("--json", "print JSON, schema cnnc-diff/1")
    .action(async (first: string, second: string | undefined, flags: DiffFlags) => {
      const { diff } = await import("../commands/diff.js");
      exits(await diff(first, second, flags));
    });
}
