import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.js";
import { cnnc, program } from "./command.js";

const odd = "model m{\ninput x:[4]\noutput y=relu}\n";
const even = "model m {\n  input x: [4]\n  output y = relu\n}\n";

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test("files that are not formatted are written and named", async () => {
  const folder = folderOf({ "odd.cnn": odd, "even.cnn": even });
  expect(await cnnc(folder, "fmt", "odd.cnn", "even.cnn")).toEqual({
    code: 0,
    stdout: "odd.cnn\n",
    stderr: "",
  });
  expect(readFileSync(join(folder, "odd.cnn"), "utf8")).toBe(even);
  expect(await cnnc(folder, "fmt", "--check", "odd.cnn", "even.cnn")).toEqual({
    code: 0,
    stdout: "",
    stderr: "",
  });
});

test("a check names them and writes nothing", async () => {
  const folder = folderOf({ "odd.cnn": odd, "even.cnn": even });
  const outcome = await cnnc(folder, "fmt", "--check", "odd.cnn", "even.cnn");
  expect(outcome).toEqual({ code: 1, stdout: "odd.cnn\n", stderr: "" });
  expect(readFileSync(join(folder, "odd.cnn"), "utf8")).toBe(odd);
});

test("where one file has an error, none is written", async () => {
  const folder = folderOf({ "odd.cnn": odd, "broken.cnn": "model m {\n  input\n" });
  const outcome = await cnnc(folder, "fmt", "odd.cnn", "broken.cnn", "--messages", "short");
  expect(outcome).toMatchObject({ code: 1, stdout: "" });
  expect(outcome.stderr).toMatch(/^broken\.cnn:2:8: error\[CNN0002\]/);
  expect(readFileSync(join(folder, "odd.cnn"), "utf8")).toBe(odd);
  expect(await cnnc(folder, "fmt", "gone.cnn")).toMatchObject({ code: 1, stdout: "" });
});

test("standard input goes to standard output", () => {
  const format = (input: string): string =>
    execFileSync(process.execPath, [program, "fmt", "-"], { input, encoding: "utf8" });
  expect(format(odd)).toBe(even);
});
