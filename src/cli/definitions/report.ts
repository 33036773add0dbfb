import { Option, type Command } from "commander";
import type { ReportFlags } from "../commands/report.js";
import { exits, networkCommand } from "../define.js";
import { integer, numericsOption, precisionOption, targetOption, tuningOptions } from "../options.js";

export function defineReport(program: Command): void {
  tuningOptions(
    networkCommand(
      program,
      "report",
      "print a row a layer: shapes, parameters, multiply-adds, and the totals; for WebGPU what GPUs take, on paper",
      [
        "cnnc report models/resnet50.cnn --depth 2",
        "cnnc report models/resnet50.cnn --html resnet50.html",
        "cnnc report models/vgg16.cnn --compare models/resnet50.cnn",
        "cnnc report models/lenet5.cnn --json",
        "cnnc report models/lenet5.cnn --target webgpu",
      ],
    ),
  )
    .argument("<file>", "a .cnn file")
    .option(
      "--depth <levels>",
      "levels of blocks that are unfolded (default: as many as fit a screen)",
      integer(0),
    )
    .addOption(targetOption())
    .addOption(
      new Option(
        "--json",
        "print JSON, as cnnc/report.schema.json, of two cnnc/comparison.schema.json, and for WebGPU cnnc/estimate.schema.json describe",
      ).conflicts(["md", "html"]),
    )
    .addOption(new Option("--md", "print Markdown").conflicts("html"))
    .addOption(numericsOption())
    .addOption(precisionOption())
    .option("--compare <other>", "set another .cnn file beside it, which takes neither --model nor --set")
    .option("--html <file>", "write a page with charts and the graph, which loads nothing")
    .action(async (file: string, flags: ReportFlags) => {
      const { reportNetwork } = await import("../commands/report.js");
      exits(await reportNetwork(file, flags));
    });
}
