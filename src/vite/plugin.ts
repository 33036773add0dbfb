import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { normalizePath, type Plugin, type ResolvedConfig, type ViteDevServer } from "vite";
import { writeFiles } from "../node/files.js";
import { haveChanged, runJob, type Compiled } from "../node/jobs.js";
import { reasonOf } from "../node/reason.js";
import { shownError, shownWarning } from "./findings.js";
import { askedFor, optionFindings, type CnncOptions } from "./options.js";
import { declarationsOf, moduleOf, type KernelAddress } from "./texts.js";

type Outcome = Pick<Compiled, "outputs" | "diagnostics" | "sources" | "stamps">;

/**
 * Lets `import network from "./model.cnn"` be the compiled model. Its types are written beside the source, as
 * `model.cnn.d.ts`. What cannot be compiled is shown where Vite shows errors, and whatever a model is made of, imports,
 * labels, weights and the configuration among them, is watched.
 */
export function cnnc({ config: configuration, types = true, ...options }: CnncOptions = {}): Plugin {
  let config: ResolvedConfig;
  let server: ViteDevServer | undefined;
  const known = new Map<string, Outcome>();

  /** Compiles a file, unless all that it depends on is as it was. */
  const compile = async (file: string): Promise<Outcome> => {
    const before = known.get(file);
    if (before !== undefined && !haveChanged(before.stamps)) return before;
    const { job, ...asked } = await askedFor(file, config.root, configuration, options);
    const compiled = job && (await runJob(job));
    const outcome: Outcome = {
      outputs: compiled?.outputs,
      diagnostics: [...asked.diagnostics, ...(compiled?.diagnostics ?? [])],
      sources: new Map([...asked.sources, ...(compiled?.sources ?? [])]),
      stamps: new Map([...asked.stamps, ...(compiled?.stamps ?? [])]),
    };
    known.set(file, outcome);
    return outcome;
  };

  return {
    name: "cnnc",

    // What Vite finds only when a model is loaded, it would bundle then, and load the page again.
    config: () => ({ optimizeDeps: { exclude: ["cnnc/runtime"] } }),

    configResolved(resolved) {
      config = resolved;
      const [wrong] = optionFindings(options);
      if (wrong === undefined) return;
      throw new Error(`${wrong.message}${wrong.help === undefined ? "" : `; ${wrong.help}`}`);
    },

    configureServer(started) {
      server = started;
    },

    async load(id) {
      // `model.cnn?raw` is Vite's.
      if (!id.endsWith(".cnn")) return undefined;
      const compiled = await compile(id);
      const { outputs = [] } = compiled;
      // Some may not be there yet, which a server takes for imports of the module, were they added to it.
      if (server !== undefined) server.watcher.add([...compiled.stamps.keys()]);
      else for (const path of compiled.stamps.keys()) this.addWatchFile(path);
      const failure = shownError(compiled.diagnostics, compiled.sources, id);
      if (failure !== undefined) this.error(failure);
      for (const finding of compiled.diagnostics) this.warn(shownWarning(finding, compiled.sources));
      if (types && !id.includes("/node_modules/")) {
        const failed = writeTypes(`${id}.d.ts`, declarationsOf(outputs));
        if (failed !== undefined) this.warn(failed);
      }
      // A server has no address at which a page could fetch what it holds, nor a build for servers any assets.
      const isPage = config.command === "build" && this.environment.config.consumer === "client";
      const addressOf: KernelAddress = (name, source) =>
        isPage
          ? `import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: "asset", name, source })}, import.meta.url`
          : JSON.stringify(`data:application/wasm;base64,${Buffer.from(source).toString("base64")}`);
      return { code: moduleOf(outputs, addressOf), map: { mappings: "" }, moduleType: "js" };
    },

    hotUpdate({ file, modules }) {
      const users = [...known].filter(([, { stamps }]) =>
        [...stamps.keys()].some((path) => normalizePath(path) === file),
      );
      const affected = users.flatMap(([id]) => [
        ...(this.environment.moduleGraph.getModulesByFile(id) ?? []),
      ]);
      return affected.length === 0 ? undefined : [...new Set([...modules, ...affected])];
    },
  };
}

/** Writes declarations where they have changed; why they cannot be. */
function writeTypes(path: string, text: string): string | undefined {
  if (textAt(path)?.replaceAll("\r\n", "\n") === text) return undefined;
  const failed = writeFiles([{ path, parts: [text] }]);
  return failed && `${relative(process.cwd(), path)} cannot be written: ${reasonOf(failed.failure)}`;
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
