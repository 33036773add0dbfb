import { checkNetwork } from "../../api/network.js";
import { renameWeights, type RenamedFile } from "../../api/weights/rename.js";
import { renamedLayers } from "../../api/weights/renames.js";
import { openFile, partsOfFile, writeFiles } from "../../node/files.js";
import { host } from "../../node/host.js";
import { failFile, printLine, refuseCall, report, type ExitCode } from "../output.js";
import type { NetworkFlags } from "./check.js";

export interface RenameFlags extends NetworkFlags {
  readonly weights: string;
  readonly yes?: true;
  readonly from?: readonly string[];
  readonly to?: readonly string[];
}

/** `cnnc weights rename`: gives tensors the names that a network has for them. */
export async function renameTensors(entry: string, flags: RenameFlags): Promise<ExitCode> {
  const { weights: name, from = [], to = [], yes = false } = flags;
  if (from.length !== to.length) return refuseCall("every --from needs a --to");
  const { value, diagnostics, sources } = checkNetwork(host, {
    entry,
    model: flags.model,
    parameters: flags.set,
  });
  if (!report(diagnostics, sources, flags.messages) || value === undefined) return 1;
  const asked = from.map((path, index) => ({ from: path, to: to[index] ?? "" }));
  let source;
  try {
    source = await openFile(name);
  } catch (failure) {
    return failFile("read", name, failure, flags.messages);
  }
  let renamed;
  try {
    renamed = await renameWeights(value, { source, name }, entry, asked);
  } finally {
    await source.close();
  }
  if ("length" in renamed) {
    report(renamed, sources, flags.messages);
    return 1;
  }
  const { renames, findings, changed } = renamed;
  const fits = findings.length === 0;
  const isWritten = asked.length > 0 || (yes && fits);
  for (const layer of renamedLayers(renames)) printLine(layer);
  if (isWritten && changed) {
    const failed = writeFiles([{ path: name, parts: mended(renamed, name) }]);
    if (failed !== undefined) return failFile("written", failed.path, failed.failure, flags.messages);
  }
  report(findings, sources, flags.messages);
  const model = value.network.graph.name;
  const done = renames.length === 0 ? "nothing is renamed" : `${renames.length} tensors are renamed`;
  if (fits && !changed) printLine(`${name} fits ${model}`);
  else if (isWritten) printLine(`${name}: ${done}${fits ? `; it fits ${model}` : ""}`);
  else if (fits) printLine(`${name} is as it was; --yes writes it`);
  else printLine(`${name} is as it was, since it would not fit; --from and --to rename what is sure`);
  return fits ? 0 : 1;
}

/** The new header, then the numbers of the old file. */
function* mended({ header, begin }: RenamedFile, name: string): Generator<Uint8Array> {
  yield header;
  yield* partsOfFile(name, begin);
}
