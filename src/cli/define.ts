import { Option, type Command } from "commander";
import { integer, precisionOption, setting, targetOption } from "./options.js";
import type { ExitCode } from "./output.js";

// Definitions hold arguments, options and examples; what a command does is imported when it is called, so that a quick
// command does not load what a slow one needs.

/** A command over one network or several: what all of them can be told, and examples at the end of the help. */
export function networkCommand(
  program: Command,
  name: string,
  description: string,
  examples: readonly string[],
): Command {
  const command = program
    .command(name)
    .description(description)
    .option("--model <name>", "the model of the file, where it has several")
    .option(
      "--set <name=value>",
      "a value for a parameter of the model, as in widths=[16,32]; may be repeated",
      setting,
    );
  return showExamples(withMessages(command), examples);
}

export function withMessages(command: Command): Command {
  return command.addOption(
    new Option("--messages <form>", "how findings are printed")
      .choices(["full", "short", "json"])
      .default("full"),
  );
}

/** Ends the help of a command in examples, which are calls of it. */
export function showExamples(command: Command, examples: readonly string[]): Command {
  return command.addHelpText("after", `\nExamples:\n${examples.map((line) => `  $ ${line}`).join("\n")}`);
}

/** What a command takes that needs a network's weights. */
export function weightOptions(command: Command): Command {
  return command
    .requiredOption("--weights <file>", "a safetensors file; `cnnc init` writes a fresh one")
    .option("--names <file>", "a mapping from the model's paths to the names in the weight file, JSON");
}

/** What a command takes that runs a network with its weights. */
export function runOptions(command: Command, batch: number): Command {
  return weightOptions(command)
    .option("--batch <samples>", "samples that one pass computes", integer(1), batch)
    .option(
      "--threads <count>",
      "threads that compute; without it, as many as the machine has and the network is worth",
      integer(1, 32),
    )
    .option("--revectorize", "let V8 pair the vectors of kernels: in Node, from version 24 on")
    .addOption(targetOption())
    .addOption(precisionOption());
}

export function exits(code: ExitCode): void {
  process.exitCode = code;
}
