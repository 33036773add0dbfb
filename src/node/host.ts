import { existsSync, readFileSync } from "node:fs";
import type { RunHost } from "../api/load.js";
import { reasonOf } from "./reason.js";

// From `src/node/` as from the bundle in `dist/cli/`, or one deeper, in `dist/src/node/`.
const root = new URL(
  import.meta.url.endsWith("/dist/src/node/host.js") ? "../../../" : "../../",
  import.meta.url,
);
const sourceRuntime = new URL("src/runtime/", root);
const builtRuntime = new URL("dist/src/runtime/", root);

/** The host in Node: the file system, and the runtime as the package ships it. */
export const host: RunHost = {
  readSource(path) {
    try {
      return readFileSync(path, "utf8");
    } catch (failure) {
      return { reason: reasonOf(failure) };
    }
  },
  readOptional(path) {
    if (!existsSync(path)) return undefined;
    return host.readSource(path);
  },
  readRuntime(path, kind) {
    return readFileSync(new URL(`${path}.${kind}`, kind === "ts" ? sourceRuntime : builtRuntime), "utf8");
  },
  async importModule(code) {
    const module: unknown = await import(
      `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`
    );
    return module;
  },
};
