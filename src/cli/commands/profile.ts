import { featuresFor } from "../../api/gpu-features.js";
import { idleOptions } from "../../api/idle-options.js";
import { checkNetwork, planNetwork, type CheckedNetwork, type Target } from "../../api/network.js";
import { renderProfileHtml } from "../../api/profile/html.js";
import { profileJson } from "../../api/profile/json.js";
import { profileOnGpu } from "../../api/profile/profile-gpu.js";
import { profileNetwork, type Profiled, type ProfileOptions } from "../../api/profile/profile-network.js";
import { renderProfile } from "../../api/profile/text.js";
import { tuneChoice } from "../../api/tune/tuning.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { visibleJson } from "../../diagnostics/visible.js";
import { writeFiles } from "../../node/files.js";
import { host } from "../../node/host.js";
import { NodeGpu } from "../gpu.js";
import { measureHost } from "../measuring.js";
import { columnsOf, failFile, hasColour, printLine, refuseCall, report, type ExitCode } from "../output.js";
import { openWeightFile } from "../../node/weights.js";
import type { NetworkFlags } from "./check.js";

export interface ProfileFlags extends NetworkFlags {
  readonly weights?: string;
  readonly names?: string;
  readonly batch: number;
  readonly target: Target;
  readonly numerics?: "fast" | "exact";
  readonly precision: "f32" | "f16";
  readonly tuning?: string | false;
  readonly seconds: number;
  readonly depth?: number;
  readonly json?: boolean;
  readonly html?: string;
}

/** `cnnc profile`: runs a network call by call and tells where the time goes, as text or JSON, or written as a page. */
export async function profile(entry: string, flags: ProfileFlags): Promise<ExitCode> {
  const { weights, names, batch, target, numerics, precision, seconds, depth, json, html, messages } = flags;
  const [idle] = idleOptions(flags, (option) => `--${option}`);
  if (idle !== undefined) return refuseCall(idle.message);
  if (names !== undefined && weights === undefined) return refuseCall("--names goes with --weights");
  const { value, diagnostics, sources } = checkNetwork(host, {
    entry,
    model: flags.model,
    parameters: flags.set,
  });
  if (!report(diagnostics, sources, messages) || value === undefined) return 1;
  const { choose, findings, ...tuning } = tuneChoice(host, entry, value.network.graph.name, flags);
  const plan = { batch, numerics, precision, choose };
  // A tuning is known to be right only once a program has been planned with it.
  if (target === "cpu") planNetwork(value.network, plan);
  if (!report(findings(), tuning.sources, messages)) return 1;
  const opened = weights === undefined ? undefined : await openWeightFile({ weights, names });
  if (opened !== undefined && "failure" in opened) {
    return failFile("read", opened.path, opened.failure, messages);
  }
  const options = { ...plan, entry, sources, seconds, weights: opened?.file };
  const profiled = await measured(target, value, options).finally(() => opened?.close());
  const texts = new Map([...sources, ...(opened?.sources ?? [])]);
  if ("length" in profiled) {
    report(profiled, texts, messages);
    return 1;
  }
  report(profiled.warnings, texts, messages);
  if (html !== undefined) {
    const failed = writeFiles([{ path: html, parts: [renderProfileHtml(profiled.profile, depth)] }]);
    if (failed !== undefined) return failFile("written", failed.path, failed.failure, messages);
    printLine(html);
    return 0;
  }
  const terminal = { width: columnsOf(process.stdout) ?? 100, colour: hasColour(process.stdout) };
  process.stdout.write(
    json
      ? `${visibleJson(profileJson(profiled.profile), 2)}\n`
      : renderProfile(profiled.profile, { ...terminal, depth }),
  );
  return 0;
}

/** The profile, or what is wrong with the network or its weights. */
async function measured(
  target: Target,
  checked: CheckedNetwork,
  options: ProfileOptions,
): Promise<Profiled | readonly Diagnostic[]> {
  if (target === "cpu") return profileNetwork(measureHost(), checked, options);
  const gpu = new NodeGpu(["timestamp-query", ...featuresFor(options.precision)]);
  try {
    return await profileOnGpu({ ...measureHost(), ...host, openGpu: () => gpu.open() }, checked, options);
  } finally {
    gpu.close();
  }
}
