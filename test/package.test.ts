import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { version } from "../src/api/version.js";
import { temporaryFolder } from "./support/folder.js";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = temporaryFolder();
const project = join(folder, "project");

interface Packed {
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/** What the package may hold; `dist/` has the bundled command line, and the library with its types. */
const shipped = [
  /^(package\.json|README\.md|LICENSE)$/,
  /^dist\/cli\/[\w-]+\.js$/,
  /^dist\/(src\/(?!cli\/)|grammar\/)[\w/-]+(\.js|\.d\.ts)$/,
  /^src\/runtime\/[\w/]+\.ts$/,
  /^grammar\/(cnn|operators)\.md$/,
  /^src\/api\/config\/config\.schema\.json$/,
  /^src\/api\/(report\/(report|comparison)|profile\/profile|estimate\/estimate)\.schema\.json$/,
  /^models\/(blocks\/)?[\w-]+\.(cnn|md)$/,
  /^examples\/pytorch\/[\w.-]+$/,
];

/** A program that prints which digit the network sees in a picture of nothing but zeros, by both calls. */
const program = (module: string): string => `
import { readFileSync } from "node:fs";
import { load, loadSync } from "${module}";
const bytes = new Uint8Array(readFileSync("lenet5.safetensors"));
const inputs = { image: new Float32Array(784) };
const { logits } = loadSync(bytes).runSync(inputs);
const again = (await (await load(bytes)).run(inputs)).logits;
console.log(JSON.stringify([[...logits], [...again]]));
`;

const node = (...args: readonly string[]): string =>
  execFileSync(process.execPath, args, { cwd: project, encoding: "utf8" });

describe("the package", () => {
  let packed: Packed;
  const cnnc = (...args: readonly string[]): string =>
    execFileSync("npx", ["--no-install", "cnnc", ...args], { cwd: project, encoding: "utf8" });

  beforeAll(() => {
    mkdirSync(project);
    const npm = (cwd: string, ...args: readonly string[]): string =>
      execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    // The build is there already; packing would make it again, under the feet of other tests.
    const [described] = JSON.parse(
      npm(root, "pack", "--ignore-scripts", "--json", "--pack-destination", folder),
    ) as readonly Packed[];
    if (described === undefined) throw new Error("nothing was packed");
    packed = described;
    writeFileSync(join(project, "package.json"), '{ "name": "empty", "private": true, "type": "module" }\n');
    npm(project, "install", "--no-audit", "--no-fund", "--prefer-offline", join(folder, packed.filename));
    cpSync(join(project, "node_modules/cnnc/models/lenet5.cnn"), join(project, "lenet5.cnn"));
    for (const name of ["lenet5.safetensors", "4.png"])
      cpSync(join(root, "examples/digits", name), join(project, name));
  }, 180_000);

  it("holds what is needed and nothing more", () => {
    const others = packed.files.filter(({ path }) => !shipped.some((pattern) => pattern.test(path)));
    expect(others.map(({ path }) => path)).toEqual([]);
    for (const path of [
      "LICENSE",
      "README.md",
      "grammar/cnn.md",
      "grammar/operators.md",
      "models/lenet5.cnn",
      "src/runtime/index.ts",
      "src/api/config/config.schema.json",
      "src/api/report/report.schema.json",
      "src/api/report/comparison.schema.json",
      "src/api/profile/profile.schema.json",
    ]) {
      expect(packed.files.map((file) => file.path)).toContain(path);
    }
  });

  it("takes 3.6 MB unpacked, and may take 4", () => {
    expect(packed.unpackedSize).toBeLessThan(4_000_000);
  });

  it("checks, and runs a picture", () => {
    expect(cnnc("--version")).toBe(`${version}\n`);
    expect(cnnc("check", "lenet5.cnn")).toMatch(/^lenet5\.cnn: lenet5 is sound: 61,706 parameters/);
    const line = cnnc("run", "lenet5.cnn", "--weights", "lenet5.safetensors", "--json", "4.png");
    const classes = [{ index: 4 }, {}, {}, {}, {}];
    expect(JSON.parse(line)).toMatchObject({ sample: "4.png", outputs: { logits: { classes } } });
  });

  it("compiles modules that run: TypeScript and JavaScript, with the runtime or importing it", () => {
    const printed = new Set<string>();
    for (const runtime of ["inline", "import"]) {
      cnnc("compile", "lenet5.cnn", "--format", "js", "--runtime", runtime, "-o", `js-${runtime}`);
      cnnc("compile", "lenet5.cnn", "--format", "ts", "--runtime", runtime, "-o", `ts-${runtime}`);
      writeFileSync(join(project, `js-${runtime}.mjs`), program(`./js-${runtime}/lenet5.js`));
      printed.add(node(`js-${runtime}.mjs`));
      writeFileSync(join(project, `ts-${runtime}.ts`), program(`./ts-${runtime}/lenet5.js`));
    }
    buildStrictly("ts-inline.ts", "ts-import.ts");
    printed.add(node("built/ts-inline.js"));
    printed.add(node("built/ts-import.js"));
    expect(printed.size).toBe(1);
    const [logits, again] = JSON.parse([...printed].join("")) as readonly (readonly number[])[];
    expect(logits).toHaveLength(10);
    expect(again).toEqual(logits);
  });

  it("is a plugin for Prettier, by its interface and by its command, in Markdown too", () => {
    const code = "model m{\ninput x:[4]\noutput y=relu}\n";
    const formatted = "model m {\n  input x: [4]\n  output y = relu\n}\n";
    writeFileSync(join(project, "odd.cnn"), code);
    writeFileSync(join(project, "odd.md"), `\`\`\`cnn\n${code}\`\`\`\n`);
    writeFileSync(
      join(project, "format.mjs"),
      'import { format } from "prettier";\n' +
        `const options = { parser: "cnn", plugins: ["cnnc/prettier"] };\n` +
        `process.stdout.write(await format(${JSON.stringify(code)}, options));\n`,
    );
    expect(node("format.mjs")).toBe(formatted);
    const prettier = join("node_modules/prettier/bin/prettier.cjs");
    expect(node(prettier, "--plugin", "cnnc/prettier", "odd.cnn")).toBe(formatted);
    expect(node(prettier, "--plugin", "cnnc/prettier", "odd.md")).toBe(`\`\`\`cnn\n${formatted}\`\`\`\n`);
  });

  it("is a library with types", () => {
    writeFileSync(
      join(project, "library.ts"),
      'import { checkNetwork, version, type Host } from "cnnc";\n' +
        "const host = {\n" +
        '  readSource: () => "model m {\\n  input x: [2]\\n  output y = dense(3)\\n}\\n",\n' +
        '  readRuntime: () => "",\n' +
        "} satisfies Host;\n" +
        'console.log(version, checkNetwork(host, { entry: "m.cnn" }).value?.analysis.totals.params);\n',
    );
    buildStrictly("library.ts");
    expect(node("built/library.js")).toBe(`${version} 9\n`);
  });
});

/** Builds files, and all that they import, into `built/`. Types of `cnnc` are those of the installed package. */
function buildStrictly(...files: readonly string[]): void {
  const strict = ["--strict", "--noUncheckedIndexedAccess", "--exactOptionalPropertyTypes"];
  const target = ["--target", "es2022", "--lib", "es2023,dom", "--module", "nodenext"];
  const node = ["--types", "node", "--typeRoots", join(root, "node_modules/@types")];
  execFileSync(
    process.execPath,
    [
      join(root, "node_modules/typescript/bin/tsc"),
      ...strict,
      ...target,
      ...node,
      "--outDir",
      "built",
      "--rootDir",
      ".",
      ...files,
    ],
    { cwd: project, encoding: "utf8" },
  );
}
