import { cpus } from "node:os";
import { setFlagsFromString } from "node:v8";
import type { MeasureHost } from "../api/profile/profile-network.js";
import { Progress } from "./progress.js";

/** Steps of a bar that shows a part of 1. */
const steps = 100;

/** The clock and the machine of the command line, and a bar while it measures. */
export function measureHost(progress = new Progress(steps, process.stderr)): MeasureHost {
  const processor = cpus()[0]?.model.trim() ?? process.arch;
  const { node, v8 } = process.versions;
  return {
    now: () => performance.now(),
    machine: `${processor}, ${process.platform} ${process.arch}, Node ${node} (V8 ${v8.replace(/-.*/, "")})`,
    optimise: () => {
      setFlagsFromString("--no-liftoff");
    },
    show: (part) => {
      if (part >= 1) progress.clear();
      else progress.show(Math.round(part * steps));
    },
  };
}
