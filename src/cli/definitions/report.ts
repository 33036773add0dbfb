import type { Command } from "commander";
import type { ReportFlags } from "../commands/report.js";
import { exits, networkCommand } from "../define.js";
import { integer } from "../options.js";

export function defineReport(program: Command): void {
  networkCommand(
    program,
    "report",
    "print a row a layer: shapes, parameters, multiply-adds, and the totals",
    ["cnnc report models/resnet50.cnn --depth 1", "cnnc report models/lenet5.cnn --json"],
  )
    .argument("<file>", "a .cnn file")
    .option("--depth <levels>", "how many levels of blocks are unfolded", integer(0))
    .option("--json", "print JSON, schema cnnc-report/1")
    .action(async (file: string, flags: ReportFlags) => {
      const { reportNetwork } = await import("../commands/report.js");
      exits(reportNetwork(file, flags));
    });
}
