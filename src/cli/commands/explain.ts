import { codeNamed, explain, listCodes } from "../../api/explain.js";
import { columnsOf, hasColour, refuseCall, type ExitCode } from "../output.js";

/** `cnnc explain`: the long story of a code, or the list of all. */
export function explainCode(text: string | undefined): ExitCode {
  if (text === undefined) {
    process.stdout.write(listCodes());
    return 0;
  }
  const code = codeNamed(text);
  if (code === undefined) return refuseCall(`there is no code ${text}; cnnc explain lists all.`);
  const width = columnsOf(process.stdout) ?? 100;
  process.stdout.write(explain(code, { width, colour: hasColour(process.stdout) }));
  return 0;
}
