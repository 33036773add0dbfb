import type { Command } from "commander";
import type { FormatFlags } from "../commands/fmt.js";
import { exits, showExamples, withMessages } from "../define.js";

export function defineFmt(program: Command): void {
  const command = program
    .command("fmt")
    .description("format .cnn files: one layout, with comments and meaning as they were")
    .argument("<files...>", ".cnn files, or - for standard input, which is written to standard output")
    .option("--check", "write nothing; name the files that are not formatted, and end with 1");
  showExamples(withMessages(command), [
    "cnnc fmt models/*.cnn",
    "cnnc fmt --check models/*.cnn",
    "cnnc fmt - < models/lenet5.cnn",
  ]).action(async (files: string[], flags: FormatFlags) => {
    const { formatFiles } = await import("../commands/fmt.js");
    exits(await formatFiles(files, flags));
  });
}
