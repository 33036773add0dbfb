import { chromium, type Page as Tab } from "playwright-core";
import { serve, type Server } from "./server.js";
import { unpackedChromium } from "./unpacked.js";

/** A page of a server of its own. */
export interface Page {
  readonly put: Server["put"];
  /** Runs a module's text, and gives what it exports by default, which must be what JSON holds. */
  readonly run: (code: string) => Promise<unknown>;
  /** Errors of the console, and such that nothing caught. */
  readonly errors: readonly string[];
  /** The page for a person's ways: pointing, typing, pictures of the screen. */
  readonly tab: Tab;
}

export interface Browser {
  readonly version: string;
  /** Opens an empty page; `isolated` ones have `SharedArrayBuffer`. */
  readonly open: (isolated: boolean) => Promise<Page>;
  readonly close: () => Promise<void>;
}

/** Starts a headless Chromium: the package's, or elsewhere the machine's Chrome. Throws where there is none. */
export async function startBrowser(flags: readonly string[] = []): Promise<Browser> {
  const isPacked = process.platform === "linux" && process.arch === "x64";
  const program = isPacked ? unpackedChromium() : undefined;
  const browser = await chromium.launch({
    // Root, whom many a container has for its only user, may not start it otherwise.
    args: ["--no-sandbox", ...flags],
    timeout: 30_000,
    ...(program === undefined
      ? { channel: "chrome" }
      : { executablePath: program.path, env: { ...process.env, ...program.environment } }),
  });
  const servers: Server[] = [];
  return {
    version: browser.version(),
    open: async (isolated) => {
      const server = await serve(isolated);
      servers.push(server);
      const tab = await browser.newPage();
      const page = watched(tab, server);
      await tab.goto(server.origin);
      return page;
    },
    close: async () => {
      await browser.close();
      for (const server of servers) server.close();
    },
  };
}

function watched(tab: Tab, { put }: Server): Page {
  const errors: string[] = [];
  tab.on("pageerror", (error) => errors.push(error.stack ?? error.message));
  tab.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  let modules = 0;
  return {
    put,
    errors,
    tab,
    run: (code) => {
      modules += 1;
      const path = `/module-${modules}.js`;
      put(path, code);
      return tab.evaluate(`import(${JSON.stringify(path)}).then((module) => module.default)`);
    },
  };
}
