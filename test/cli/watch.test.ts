import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../support/folder.js";
import { start } from "./command.js";

const files: Readonly<Record<string, string>> = {
  "net/blocks.cnn": "export block unit(width: int) {\n  dense(width) -> relu\n}\n",
  "net/m.cnn":
    'import { unit } from "./blocks.cnn"\n\nmodel m {\n  input x: [4]\n  unit(3)\n  output y = dense(2) labels "m.txt"\n}\n',
  "net/m.txt": "no\nyes\n",
  "net/other.cnn": "model other {\n  input x: [4]\n  output y = dense(2)\n}\n",
  "cnnc.config.json": '{ "models": [{ "file": "net/m.cnn", "output": "out" }] }\n',
};

/** `cnnc compile --watch` in a folder, and its lines as they come. */
function watching(folder: string) {
  const child = start(folder, ["compile", "--watch", "--messages", "short"]);
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const printed = { text: "", read: 0 };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => (printed.text += text));
  }
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  return {
    /** The next line that a compile prints, and what was said before it. */
    next: async (): Promise<string> => {
      const line = /^\d\d:\d\d:\d\d {2}(.*) {2}\(\d+ ms\)\n/m;
      await expect.poll(() => line.test(printed.text.slice(printed.read)), { timeout: 30_000 }).toBe(true);
      const fresh = printed.text.slice(printed.read);
      const match = line.exec(fresh);
      printed.read += (match?.index ?? 0) + (match?.[0].length ?? 0);
      return fresh.slice(0, match?.index) + (match?.[1] ?? "");
    },
    rest: () => printed.text.slice(printed.read),
    end: () => {
      child.kill("SIGINT");
      return ended;
    },
  };
}

test("--watch compiles what changes, and keeps what was compiled from what is broken now", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "net"));
  const write = (name: string, text: string): void => {
    writeFileSync(join(folder, name), text);
  };
  const change = (name: string, from: string, to: string): void => {
    write(name, readFileSync(join(folder, name), "utf8").replace(from, to));
  };
  const output = (): string => readFileSync(join(folder, "out/m.ts"), "utf8");
  for (const [name, text] of Object.entries(files)) write(name, text);
  const { next, rest, end } = watching(folder);
  expect(await next()).toBe("out/m.ts");
  expect(output()).toContain("max(");

  // An import, which an editor moves into its place.
  write("net/blocks.cnn~", (files["net/blocks.cnn"] ?? "").replace("relu", "tanh"));
  renameSync(join(folder, "net/blocks.cnn~"), join(folder, "net/blocks.cnn"));
  expect(await next()).toBe("out/m.ts");
  expect(output()).toContain("tanh(");

  change("net/m.txt", "yes", "perhaps");
  expect(await next()).toBe("out/m.ts");
  const last = output();
  expect(last).toContain('"perhaps"');

  const broken = "net/m.cnn has errors; what it compiled to before stays";
  change("net/m.cnn", "unit(3)", "unti(3)");
  expect(await next()).toBe(
    `net/m.cnn:5:3: error[CNN0101]: there is no layer, block or value \`unti\`\n${broken}`,
  );
  expect(output()).toBe(last);
  rmSync(join(folder, "net/blocks.cnn"));
  expect(await next()).toContain("net/blocks.cnn cannot be read: no such file or folder\n");
  expect(output()).toBe(last);
  change("net/m.cnn", "unti(3)", "unit(3)");
  expect(await next()).toContain(broken);
  write("net/blocks.cnn", files["net/blocks.cnn"] ?? "");
  expect(await next()).toBe("out/m.ts");
  expect(output()).toContain("max(");

  // Another model; the first one is left alone. What a broken configuration said before goes on.
  change("cnnc.config.json", "] }", ', { "file": "net/other.cnn", "output": "out" }] }');
  expect(await next()).toBe("out/other.ts");
  change("cnnc.config.json", "] }", "");
  await expect
    .poll(rest, { timeout: 30_000 })
    .toContain("cnnc.config.json:1:99: error[CNN0701]: this is not JSON: unexpected `}`\n");
  change("net/other.cnn", "dense(2)", "dense(5)");
  expect(await next()).toContain("out/other.ts");

  // Touched only.
  write("net/other.cnn", readFileSync(join(folder, "net/other.cnn"), "utf8"));
  expect(await next()).toBe("out/other.ts as before");
  expect(await end()).toBe(0);
  expect(rest()).toBe("");
});
