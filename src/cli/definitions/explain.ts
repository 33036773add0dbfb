import type { Command } from "commander";
import { exits, showExamples } from "../define.js";

export function defineExplain(program: Command): void {
  const command = program
    .command("explain")
    .description("tell the long story of a code such as CNN0304, with an example, or list all codes")
    .argument("[code]", "a code, or its number")
    .action(async (code: string | undefined) => {
      const { explainCode } = await import("../commands/explain.js");
      exits(explainCode(code));
    });
  showExamples(command, ["cnnc explain CNN0304", "cnnc explain 302"]);
}
