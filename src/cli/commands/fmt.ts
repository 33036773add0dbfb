import { readFileSync } from "node:fs";
import { formatSource } from "../../api/fmt.js";
import { writeFiles } from "../../node/files.js";
import { failFile, printLine, report, type DiagnosticFormat, type ExitCode } from "../output.js";

export interface FormatFlags {
  readonly check?: boolean;
  readonly messages: DiagnosticFormat;
}

const standardInput = "-";

/** `cnnc fmt`: formats files in place, all of them or, where one is in error, none. */
export async function formatFiles(paths: readonly string[], flags: FormatFlags): Promise<ExitCode> {
  const formatted: { readonly path: string; readonly text: string; readonly isChanged: boolean }[] = [];
  let sound = true;
  for (const path of new Set(paths)) {
    let text: string;
    try {
      text = readFileSync(path === standardInput ? 0 : path, "utf8");
    } catch (failure) {
      failFile("read", path, failure, flags.messages);
      sound = false;
      continue;
    }
    const { value, diagnostics, sources } = await formatSource(text, path);
    sound = report(diagnostics, sources, flags.messages) && sound;
    if (value !== undefined) formatted.push({ path, text: value, isChanged: value !== text });
  }
  if (!sound) return 1;
  const changed = formatted.filter(({ isChanged }) => isChanged);
  if (flags.check === true) {
    for (const { path } of changed) printLine(path);
    return changed.length === 0 ? 0 : 1;
  }
  for (const { path, text } of formatted) if (path === standardInput) process.stdout.write(text);
  const files = changed.filter(({ path }) => path !== standardInput);
  const failed = writeFiles(files.map(({ path, text }) => ({ path, parts: [text] })));
  if (failed !== undefined) return failFile("written", failed.path, failed.failure, flags.messages);
  for (const { path } of files) printLine(path);
  return 0;
}
