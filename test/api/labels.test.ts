import { describe, expect, it } from "vitest";
import { compile, type CompileOptions } from "../../src/api/compile.js";
import type { Host } from "../../src/api/host.js";
import { importText, readRuntime } from "../support/compile.js";
import { typeErrors } from "../support/types.js";

/** Labels that mean something in JavaScript, HTML or a terminal. */
const hostile = [
  ...[
    "*/ throw 1 /*",
    "`${process.exit()}`",
    '"; throw 1; "',
    "\\",
    "\\u0041",
    "'",
    "$&",
    "</script>",
    "<!--",
  ],
  ...["a\u2028throw 1", "a\u2029throw 1", "\u202Eevil\u202C", "\u200Bhidden\uFEFF", "\u0000\u0007\u001B[31m"],
  ...["__proto__", "名前", "👩‍🚀", "\uD83D\uDE00"],
].map((label) => `<${label}>`);

const source = `model net {
  input x: [2]
  output kinds = dense(${hostile.length}) labels "kinds.txt"
  output sides = dense(2) labels ["left", "right"]
  output plain = dense(2)
}
`;

function hostOf(labels: string): Host {
  return { readSource: (path) => (path.endsWith(".txt") ? labels : source), readRuntime: runtime };
}

const runtime: Host["readRuntime"] = (path, kind) => (kind === "d.ts" ? "" : readRuntime(path, kind));

async function compiled(labels: readonly string[], options: Partial<CompileOptions> = {}) {
  const form = { format: "js", runtime: "inline", batch: 1, without: [] } as const;
  const { value, diagnostics } = await compile(hostOf(labels.join("\n")), {
    entry: "net.cnn",
    ...form,
    ...options,
  });
  expect(diagnostics).toEqual([]);
  return new Map((value ?? []).map(({ name, text }) => [name, text]));
}

const tame = hostile.map((_, index) => `kind ${index}`);
const hash = /^\/\/ sha256 .*$/m;

describe("labels of a compiled module", () => {
  it("are exported as they are, whatever they say", async () => {
    const text = (await compiled(hostile)).get("net.js") ?? "";
    const { labels, model } = (await importText(text)) as unknown as {
      readonly labels: unknown;
      readonly model: { readonly name: string };
    };
    expect(labels).toEqual({ kinds: hostile, sides: ["left", "right"] });
    expect(model.name).toBe("net");
  });

  it("change nothing but themselves and the hash", async () => {
    const constant = /^export const labels = \{.*?^\};$/ms;
    const rest = async (labels: readonly string[]): Promise<string> => {
      const text = (await compiled(labels, { runtime: "import" })).get("net.js") ?? "";
      expect(text).toMatch(constant);
      return text.replace(constant, "").replace(hash, "");
    };
    expect(await rest(hostile)).toBe(await rest(tame));
  });

  it("hide nothing in the source", async () => {
    for (const text of (await compiled(hostile, { runtime: "import" })).values()) {
      expect(text).not.toMatch(/[\u0000\u0007\u001B\u2028\u2029\u202A-\u202E\u200B\uFEFF]|<[!/]/);
    }
  });

  it("are part of the hash", async () => {
    const hashOf = async (labels: readonly string[]): Promise<string | undefined> =>
      hash.exec((await compiled(labels, { runtime: "import" })).get("net.js") ?? "")?.[0];
    expect(await hashOf(tame)).toBe(await hashOf([...tame]));
    expect(await hashOf(tame)).not.toBe(await hashOf(tame.with(0, "another")));
  });

  it("are typed", async () => {
    const user = (module: string) => `
      import { labels } from "${module}";
      const kinds: readonly string[] = labels.kinds;
      // @ts-expect-error: read only
      labels.sides.push("up");
      // @ts-expect-error: an output without labels
      labels.plain;
      export const first: string | undefined = kinds[0];`;
    const typescript = await compiled(hostile, { format: "ts", runtime: "import" });
    const javascript = await compiled(hostile, { runtime: "import" });
    const files = new Map([
      ["a/net.ts", typescript.get("net.ts") ?? ""],
      ["a/user.ts", user("./net.js")],
      ["b/net.d.ts", javascript.get("net.d.ts") ?? ""],
      ["b/user.ts", user("./net.js")],
    ]);
    expect(typeErrors(files)).toEqual([]);
  });
});
