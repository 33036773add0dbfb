import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { formatSource } from "../../../src/api/fmt.js";
import { standardLibrary } from "../../../src/elaborate/standard-library.js";

const root = new URL("../../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");
const files = readdirSync(new URL("models", root), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".cnn"))
  .map((name) => `models/${name.replaceAll("\\", "/")}`);

test.each(files)("%s is formatted", async (path) => {
  expect((await formatSource(read(path), path)).value).toBe(read(path));
});

test("the standard library is formatted", async () => {
  expect((await formatSource(standardLibrary, "std")).value).toBe(standardLibrary);
});

test("so are the examples of the reference", async () => {
  const examples = [...read("grammar/cnn.md").matchAll(/```cnn[^\n]*\n(.*?)```/gs)].map(
    ([, text = ""]) => text,
  );
  expect(examples.length).toBeGreaterThan(8);
  for (const example of examples) {
    expect((await formatSource(example, "cnn.md")).value).toBe(example);
  }
});
