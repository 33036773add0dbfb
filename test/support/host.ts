import { readFileSync } from "node:fs";
import type { Host } from "../../src/api/host.js";
import { readRuntime } from "./compile.js";

const root = new URL("../../", import.meta.url);

/** A host that reads sources by their path in the project. */
export const projectHost: Host = {
  readSource(path) {
    try {
      return readFileSync(new URL(path, root), "utf8");
    } catch {
      return { reason: "no such file" };
    }
  },
  readRuntime,
};
