import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeSafetensors } from "../../src/formats/safetensors.js";
import { hidden } from "../support/hostile.js";
import { temporaryFolder } from "../support/folder.js";
import { cnnc } from "./command.js";

const evil = "a\u202E\u001B[2J\u009B1m\u200B\rb";
const folder = temporaryFolder();
const text = `/// ${evil.replace("\r", "")}\nmodel net {\n  input x: [2]\n  output y = dense(2)\n}\n`;
writeFileSync(join(folder, `${evil}.cnn`), text);
writeFileSync(join(folder, "plain.cnn"), text);
writeFileSync(join(folder, "broken.cnn"), `model net {\n  import "${evil.replace("\r", "")}"\n}\n`);
const tensor = (name: string) => ({ name, shape: [2, 2], data: new Float32Array(4) });
writeFileSync(join(folder, "evil.safetensors"), writeSafetensors([tensor(evil), tensor(`${evil}.weight`)]));
writeFileSync(join(folder, "unused.json"), JSON.stringify({ rules: { [evil]: evil } }));
writeFileSync(join(folder, "wrong.json"), JSON.stringify({ rules: { [`{${evil}`]: evil } }));

test.each([
  ["check", `${evil}.cnn`],
  ["check", `${evil}.gone`],
  ["check", "broken.cnn"],
  ["check", "broken.cnn", "--messages", "short"],
  ["check", "broken.cnn", "--messages", "json"],
  ["check", "plain.cnn", `--${evil}`],
  ["check", "plain.cnn", "--set", `x=${evil}`],
  ["check", "plain.cnn", "--model", evil],
  ["check", "plain.cnn", "--messages", evil],
  ["report", "plain.cnn"],
  ["report", "plain.cnn", "--json"],
  ["compile", "plain.cnn", "-o", evil],
  ["compile", "plain.cnn", "--without", evil],
  ["compile", "plain.cnn", "--emit", evil],
  ["compile", "plain.cnn", "--emit", "cst"],
  ["graph", "plain.cnn"],
  ["graph", "plain.cnn", "-o", `${evil}.svg`],
  ["init", "plain.cnn", "-o", `${evil}.safetensors`],
  ["run", "plain.cnn", "--weights", evil, evil],
  ["eval", "plain.cnn", "--weights", evil, evil],
  ["check", "plain.cnn", "--weights", "evil.safetensors"],
  ["check", "plain.cnn", "--weights", "evil.safetensors", "--names", "unused.json"],
  ["check", "plain.cnn", "--weights", "evil.safetensors", "--names", "wrong.json"],
  ["weights", "rename", "plain.cnn", "--weights", "evil.safetensors"],
  ["weights", "rename", "plain.cnn", "--weights", "evil.safetensors", "--from", evil, "--to", evil],
  ["fmt", `${evil}.cnn`, "--check"],
  ["explain", evil],
  [evil],
])("hostile text neither turns nor forges what a terminal shows: %j", async (...args) => {
  const { code, stdout, stderr } = await cnnc(folder, ...args);
  expect(stdout + stderr).not.toMatch(hidden);
  expect(stderr).not.toContain("internal error");
  expect(code).not.toBeNull();
});

test("file names are what they were", () => {
  expect(readdirSync(folder)).toContain(`${evil}.safetensors`);
});
