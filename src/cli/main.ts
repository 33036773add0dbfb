#!/usr/bin/env node
import { Command, Option } from "commander";
import { version } from "../api/version.js";
import type { NetworkFlags } from "./commands/check.js";
import type { CompileFlags } from "./commands/compile.js";
import type { InitFlags } from "./commands/init.js";
import type { ReportFlags } from "./commands/report.js";
import type { RunFlags } from "./commands/run.js";
import { integer, list, setting } from "./options.js";
import { reasonOf, watchOutput, type ExitCode } from "./output.js";

// Each command is imported when it is called, so that a quick one does not load what a slow one needs.

const program = new Command("cnnc")
  .description("Compiles convolutional networks, written as .cnn files, to modules that run anywhere.")
  .version(version)
  .showHelpAfterError("(see --help)")
  .exitOverride()
  .configureHelp({ sortSubcommands: false });

const exits = (code: ExitCode): void => {
  process.exitCode = code;
};

function networkCommand(name: string, description: string, examples: readonly string[]): Command {
  return program
    .command(name)
    .description(description)
    .option("--model <name>", "the model of the file, where it has several")
    .option("--set <name=value>", "a value for a parameter of the model; may be repeated", setting)
    .addOption(
      new Option("--messages <form>", "how findings are printed")
        .choices(["full", "short", "json"])
        .default("full"),
    )
    .addHelpText("after", `\nExamples:\n${examples.map((line) => `  $ ${line}`).join("\n")}`);
}

networkCommand("check", "check networks: names, types, shapes and expectations", [
  "cnnc check models/resnet50.cnn",
  "cnnc check models/*.cnn --messages short",
])
  .argument("<files...>", ".cnn files")
  .action(async (files: string[], flags: NetworkFlags) => {
    const { check } = await import("./commands/check.js");
    exits(check(files, flags));
  });

networkCommand("report", "print a row a layer: shapes, parameters, multiply-adds, and the totals", [
  "cnnc report models/resnet50.cnn --depth 1",
  "cnnc report models/lenet5.cnn --json",
])
  .argument("<file>", "a .cnn file")
  .option("--depth <levels>", "how many levels of blocks are unfolded", integer(0))
  .option("--json", "print JSON, schema cnnc-report/1")
  .action(async (file: string, flags: ReportFlags) => {
    const { reportNetwork } = await import("./commands/report.js");
    exits(reportNetwork(file, flags));
  });

networkCommand("compile", "compile a network to a TypeScript or JavaScript module", [
  "cnnc compile models/lenet5.cnn -o src/models",
  "cnnc compile models/vgg16.cnn --format js --batch 4 -o dist",
  "cnnc compile models/resnet18.cnn --emit graph-after:fold-batchnorm",
])
  .argument("<file>", "a .cnn file")
  .option("-o, --output <folder>", "where the module is written (default: beside the source)")
  .addOption(new Option("--format <language>", "what is emitted").choices(["ts", "js"]).default("ts"))
  .addOption(
    new Option("--runtime <how>", "hold the runtime in the module, or import it from cnnc/runtime")
      .choices(["inline", "import"])
      .default("inline"),
  )
  .option("--batch <samples>", "samples that one pass computes", integer(1), 1)
  .option("--without <pass>", "leave a pass out; may be repeated", list)
  .option("--emit <stage>", "print a stage instead: cst, ast, graph, graph-after:<pass>, program")
  .action(async (file: string, flags: CompileFlags) => {
    const { compileNetwork } = await import("./commands/compile.js");
    exits(await compileNetwork(file, flags));
  });

networkCommand("run", "run a network on pictures (PNG or JPEG) and print the classes", [
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
    const { runNetwork } = await import("./commands/run.js");
    exits(await runNetwork(file, pictures, flags));
  });

networkCommand("init", "write fresh weights, the same for the same seed", [
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
    const { initialiseWeights } = await import("./commands/init.js");
    exits(initialiseWeights(file, flags));
  });

watchOutput();
try {
  await program.parseAsync();
} catch (failure) {
  // Commander has printed its message; help and version end well, everything else was a wrong call.
  if (failure instanceof Error && failure.name === "CommanderError" && "exitCode" in failure) {
    process.exitCode = failure.exitCode === 0 ? 0 : 2;
  } else {
    process.stderr.write(`internal error: ${reasonOf(failure)}\n`);
    if (process.env.CNNC_DEBUG !== undefined && failure instanceof Error)
      process.stderr.write(`${failure.stack ?? ""}\n`);
    process.exitCode = 1;
  }
}
