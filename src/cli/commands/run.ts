import { readFileSync } from "node:fs";
import { checkNetwork } from "../../api/network.js";
import { createPredictor, type Prediction, type Predictor } from "../../api/predict.js";
import { elide, padEnd, padStart } from "../../api/text.js";
import { visible, width } from "../../diagnostics/visible.js";
import { openFile } from "../files.js";
import { host } from "../host.js";
import { failFile, report, type ExitCode } from "../output.js";
import type { NetworkFlags } from "./check.js";

export interface RunFlags extends NetworkFlags {
  readonly weights: string;
  readonly names?: string;
  readonly top: number;
  readonly json?: boolean;
}

/** `cnnc run`: compiles a network in memory and prints what it sees in pictures. */
export async function runNetwork(
  entry: string,
  pictures: readonly string[],
  flags: RunFlags,
): Promise<ExitCode> {
  const checked = checkNetwork(host, { entry, model: flags.model, parameters: flags.set });
  if (!report(checked.diagnostics, checked.sources, flags.messages) || checked.value === undefined) return 1;
  let namesText: string | undefined;
  if (flags.names !== undefined) {
    try {
      namesText = readFileSync(flags.names, "utf8");
    } catch (failure) {
      return failFile("read", flags.names, failure, flags.messages);
    }
  }
  let weights;
  try {
    weights = await openFile(flags.weights);
  } catch (failure) {
    return failFile("read", flags.weights, failure, flags.messages);
  }
  try {
    const names =
      flags.names === undefined || namesText === undefined
        ? undefined
        : { text: namesText, file: flags.names };
    const predictor = await createPredictor(host, checked.value, {
      entry,
      weights,
      weightsName: flags.weights,
      names,
    });
    if ("length" in predictor) {
      report(predictor, new Map(names === undefined ? [] : [[names.file, names.text]]), flags.messages);
      return 1;
    }
    return runPictures(predictor, pictures, flags);
  } finally {
    await weights.close();
  }
}

function runPictures(predictor: Predictor, pictures: readonly string[], flags: RunFlags): ExitCode {
  let done: ExitCode = 0;
  for (const file of pictures) {
    let bytes: Uint8Array;
    try {
      bytes = readFileSync(file);
    } catch (failure) {
      done = failFile("read", file, failure, flags.messages);
      continue;
    }
    const prediction = predictor.predict(bytes, file);
    if ("code" in prediction) {
      report([prediction], new Map(), flags.messages);
      done = 1;
    } else {
      process.stdout.write(
        flags.json ? printJson(file, prediction, flags.top) : print(file, prediction, flags.top),
      );
    }
  }
  return done;
}

function printJson(file: string, { classes, values, milliseconds }: Prediction, top: number): string {
  return `${JSON.stringify({ file, classes: classes.slice(0, top), values: [...values], milliseconds })}\n`;
}

const barWidth = 30;
/** Terminal columns. */
const longestLabel = 40;

/** The most probable classes, each with its probability as a bar. */
function print(file: string, { classes, milliseconds }: Prediction, top: number): string {
  const shown = classes.slice(0, top);
  const names = shown.map(({ index, label }) => elide(visible(label ?? String(index)), longestLabel));
  const columns = Math.max(...names.map(width));
  const lines = shown.map(({ label, probability }, place) => {
    const name = names[place] ?? "";
    const named = label === undefined ? padStart(name, columns) : padEnd(name, columns);
    const percent = `${(100 * probability).toFixed(1)}%`.padStart(6);
    return `  ${named}  ${percent}  ${bar(probability)}`.trimEnd();
  });
  return `${file}  (${milliseconds.toFixed(1)} ms)\n${lines.join("\n")}\n`;
}

/** Block characters in eighths. */
function bar(share: number): string {
  const eighths = Math.round(share * barWidth * 8);
  return "█".repeat(Math.floor(eighths / 8)) + "▏▎▍▌▋▊▉".slice((eighths % 8) - 1, eighths % 8);
}
