import { Option, type Command } from "commander";
import type { CompileFlags } from "../commands/compile.js";
import { exits, networkCommand } from "../define.js";
import { integer, list, numericsOption, precisionOption, tuningOptions } from "../options.js";

export function defineCompile(program: Command): void {
  tuningOptions(
    networkCommand(program, "compile", "compile networks to TypeScript or JavaScript modules", [
      "cnnc compile models/lenet5.cnn -o src/models",
      "cnnc compile models/vgg16.cnn --format js --batch 4 -o dist",
      "cnnc compile models/mobilenet_v2.cnn --target auto -o src/models",
      "cnnc compile models/resnet18.cnn --target webgpu --precision f16 -o src/models",
      "cnnc compile models/resnet18.cnn --wasm file -o public",
      "cnnc compile models/resnet18.cnn --tap stage1.0.basic1.relu2",
      "cnnc compile models/resnet18.cnn --emit graph-after:fold-batchnorm",
      "cnnc compile --check",
      "cnnc compile --watch",
    ]),
  )
    .argument("[file]", "a .cnn file (default: all models of cnnc.config.json, .js or .mjs)")
    .option("-o, --output <folder>", "where the module is written (default: beside the source)")
    .addOption(new Option("--format <language>", "what is emitted").choices(["ts", "js"]).default("ts"))
    .addOption(
      new Option("--runtime <how>", "hold the runtime in the module, or import it from cnnc/runtime")
        .choices(["inline", "import"])
        .default("inline"),
    )
    .addOption(
      new Option(
        "--target <where>",
        "what computes: the CPU, WebGPU, whose kernels are written beside the module, or (auto) what there is when it is loaded",
      )
        .choices(["cpu", "webgpu", "auto"])
        .default("cpu"),
    )
    .option("--portable", "kernels in TypeScript, which run anywhere, but slower than WebAssembly")
    .addOption(numericsOption())
    .addOption(precisionOption())
    .option(
      "--relaxed-simd",
      "relaxed SIMD: faster where an engine has it, but how sums of products are rounded is up to the machine",
    )
    .addOption(
      new Option(
        "--wasm <how>",
        "hold the kernels in the module, read them from a .wasm beside it, or import that, compiled",
      )
        .choices(["inline", "file", "import"])
        .default("inline"),
    )
    .option("--batch <samples>", "samples that one pass computes", integer(1), 1)
    .option("--without <pass>", "leave a pass out; may be repeated", list)
    .option("--taps", "let the module show every value that the source marks `tap`")
    .option("--tap <path>", "let it show this tap, or the result of this layer; may be repeated", list)
    .option("--emit <stage>", "print a stage instead: cst, ast, graph, graph-after:<pass>, program, wat")
    .option("--weights <file>", "a safetensors file that has to fit the model")
    .option("--names <file>", "a mapping from the model's paths to the names in the weight file, JSON")
    .option("--config <file>", "another configuration; its paths are relative to it")
    .option("--check", "write nothing, and end with 1 where a file is not what would be written")
    .option("--watch", "compile again what changes; what is broken leaves its last output as it is")
    .action(async (file: string | undefined, flags: CompileFlags, command: Command) => {
      const { compileNetwork } = await import("../commands/compile.js");
      const given = Object.keys(flags).filter((name) => command.getOptionValueSource(name) === "cli");
      exits(await compileNetwork(file, flags, given));
    });
}
