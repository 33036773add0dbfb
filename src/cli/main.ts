#!/usr/bin/env node
import { Command, Option } from "commander";
import { version } from "../api/version.js";
import { visible } from "../diagnostics/visible.js";
import { reasonOf } from "../node/reason.js";
import { defineCheck } from "./definitions/check.js";
import { defineCompile } from "./definitions/compile.js";
import { defineDiff } from "./definitions/diff.js";
import { defineEval } from "./definitions/eval.js";
import { defineExpand } from "./definitions/expand.js";
import { defineExplain } from "./definitions/explain.js";
import { defineExport } from "./definitions/export.js";
import { defineFmt } from "./definitions/fmt.js";
import { defineGraph } from "./definitions/graph.js";
import { defineImport } from "./definitions/import.js";
import { defineInit } from "./definitions/init.js";
import { defineProfile } from "./definitions/profile.js";
import { defineReport } from "./definitions/report.js";
import { defineRun } from "./definitions/run.js";
import { defineTune } from "./definitions/tune.js";
import { defineWeights } from "./definitions/weights.js";
import { chooseColour, report, watchOutput, type ColourChoice, type DiagnosticFormat } from "./output.js";

const colour = new Option("--color <when>", "colours, also by NO_COLOR and FORCE_COLOR")
  .choices(["auto", "always", "never"])
  .default("auto");
/** What `--messages` says, for what is no longer the command's to report. */
let messages: DiagnosticFormat = "full";
const program = new Command("cnnc")
  .description("Compiles convolutional networks, written as .cnn files, to modules that run anywhere.")
  .version(version)
  .addOption(colour)
  .hook("preAction", (command, called) => {
    chooseColour(command.opts<{ color: ColourChoice }>().color);
    ({ messages = "full" } = called.opts<{ messages?: DiagnosticFormat }>());
  })
  .configureOutput({
    outputError: (message, write) => {
      write(visible(message, "\n"));
    },
  })
  .showHelpAfterError("(see --help)")
  .exitOverride()
  .configureHelp({ sortSubcommands: false });

const commands = [
  defineCheck,
  defineReport,
  defineProfile,
  defineTune,
  defineGraph,
  defineCompile,
  defineRun,
  defineEval,
  defineDiff,
  defineExport,
  defineImport,
  defineInit,
  defineWeights,
  defineFmt,
  defineExpand,
  defineExplain,
];
for (const define of commands) define(program);

watchOutput(() => messages);
try {
  await program.parseAsync();
} catch (failure) {
  // Commander has printed its message; help and version end well, everything else was a wrong call.
  if (failure instanceof Error && failure.name === "CommanderError" && "exitCode" in failure) {
    process.exitCode = failure.exitCode === 0 ? 0 : 2;
  } else {
    await fail(failure);
  }
}

/** Says what a command has thrown: that the machine's GPU does not do it, or else a defect of cnnc. */
async function fail(failure: unknown): Promise<void> {
  process.exitCode = 1;
  const { gpuProblem } = await import("./gpu.js");
  const problem = gpuProblem(failure);
  if (problem !== undefined) {
    report([problem], new Map(), messages);
    return;
  }
  process.stderr.write(`internal error: ${visible(reasonOf(failure))}\n`);
  if (process.env.CNNC_DEBUG !== undefined && failure instanceof Error)
    process.stderr.write(`${failure.stack ?? ""}\n`);
}
