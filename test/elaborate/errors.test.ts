import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";
import { compile } from "./compile.js";

const folder = new URL("../fixtures/errors/", import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".cnn"))
  .map((name) => basename(name, ".cnn"));

test.each(names)("errors/%s.cnn", async (name) => {
  const path = `${name}.cnn`;
  const { rendered, network } = compile({ [path]: readFileSync(new URL(path, folder), "utf8") });
  expect(network).toBeUndefined();
  await expect(rendered).toMatchFileSnapshot(new URL(`${name}.txt`, folder).pathname);
});
