import { Option, type Command } from "commander";
import type { GraphFlags } from "../commands/graph.js";
import { exits, networkCommand } from "../define.js";
import { integer } from "../options.js";

export function defineGraph(program: Command): void {
  networkCommand(
    program,
    "graph",
    "draw a network: blocks as frames, layers as boxes, shapes beside the edges",
    [
      "cnnc graph models/resnet50.cnn -o resnet50.svg",
      "cnnc graph models/efficientnet_b0.cnn --depth 1 -o efficientnet.svg",
      "cnnc graph models/lenet5.cnn --format dot | dot -Tpdf -o lenet5.pdf",
    ],
  )
    .argument("<file>", "a .cnn file")
    .option("-o, --output <file>", "where the picture is written (default: standard output)")
    .addOption(
      new Option(
        "--format <language>",
        "what is written (default: dot for a file that ends in .dot or .gv, svg otherwise)",
      ).choices(["svg", "dot"]),
    )
    .option(
      "--depth <levels>",
      "how many levels of blocks are unfolded (default: as many as fit)",
      integer(0),
    )
    .option("--each", "draw each of equal blocks that follow each other, not one for all")
    .action(async (file: string, flags: GraphFlags) => {
      const { graphNetwork } = await import("../commands/graph.js");
      exits(await graphNetwork(file, flags));
    });
}
