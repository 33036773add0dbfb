import { execFile } from "node:child_process";
import { cpSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.js";
import { root } from "./command.js";
import { determinedModels, produced, type Place } from "./produced.js";

// Brings Node by its npm package, so it needs the network. `npm run test:nodes`

const folder = temporaryFolder();

function place(node = process.execPath): Place {
  const models = mkdtempSync(join(folder, "models-"));
  cpSync(join(root, "models"), models, { recursive: true });
  return { folder: models, environment: {}, node };
}

test.each(["20", "22", "24"])(
  "the bytes of every output are the same from Node %s",
  async (version) => {
    const args = ["--yes", "--package", `node@${version}`, "--", "node", "-p", "process.execPath"];
    const { stdout } = await promisify(execFile)("npx", args, { shell: process.platform === "win32" });
    const node = stdout.trim();
    expect(node).not.toBe(process.execPath);
    for (const model of determinedModels) {
      const [expected, found] = [await produced(place(), model), await produced(place(node), model)];
      expect([...found.keys()]).toEqual([...expected.keys()]);
      for (const [name, text] of expected) expect(found.get(name) === text, name).toBe(true);
    }
  },
  300_000,
);
