import type { Host } from "../../src/api/host.js";
import { checkNetwork } from "../../src/api/network.js";
import { readRuntime } from "./compile.js";
import { hostileIdentifiers, hostileTexts } from "./hostile.js";

/** Gives names and texts, each time others. */
interface Namer {
  /** A name that is given once a scope. */
  name(scope: string): string;
  text(): string;
}

function namer(nameAt: (index: number) => string, textAt: (index: number) => string): Namer {
  const given = new Map<string, number>();
  const next = (scope: string): number => {
    const index = given.get(scope) ?? 0;
    given.set(scope, index + 1);
    return index;
  };
  return { name: (scope) => nameAt(next(scope)), text: () => textAt(next("text")) };
}

const tame = () =>
  namer(
    (index) => `name${index}`,
    (index) => `text ${index}`,
  );
const hostile = (seed: number) => namer((index) => hostileIdentifiers[index] ?? "", hostileTexts(seed));

export interface Source {
  readonly entry: string;
  readonly host: Host;
  /** Names and texts in it. */
  readonly names: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** A network of so many block calls, each with an input, an output, and six names and four texts more. */
function sourceOf(give: Namer, calls: number, labelCount: number): Source {
  let names = 0;
  const name = (scope: string): string => {
    names += 1;
    return give.name(scope);
  };
  const text = (): string => {
    names += 1;
    return give.text();
  };
  const labels = Array.from({ length: labelCount }, text);
  const [file, labelFile] = [`${text()}.cnn`, `${text()}.txt`].map((path) => path.replace(/[/\\\0]/g, ":"));
  const model = name("visible");
  const [inputs, outputs]: [string[], string[]] = [[], []];
  const parts = Array.from({ length: calls }, () => {
    const [block, parameter, layer] = [name("visible"), name("visible"), name("layer")];
    const [input, output] = [name("visible"), name("visible")];
    inputs.push(input);
    outputs.push(output);
    return {
      block: `/// ${text()}\n/// ${text()}\nblock ${block}(${parameter}: int) {\n  dense(${parameter}) as ${layer}\n  tanh as ${name("layer")}\n}\n`,
      input: `  input ${input}: [2]\n`,
      chain: `  ${input} -> ${block}(3) as ${name("site")} -> dense(2) as ${name("site")}\n  /// ${text()}\n  output ${output} = relu as ${name("site")} labels ["${text()}", "right"]\n`,
    };
  });
  const source = [
    ...parts.map(({ block }) => block),
    `/// ${text()}\nmodel ${model} {\n`,
    ...parts.map(({ input }) => input),
    ...parts.map(({ chain }) => chain),
    labelCount === 0 ? "" : `  output ${name("visible")} = dense(${labelCount}) labels "${labelFile}"\n`,
    "}\n",
  ].join("");
  return {
    entry: file ?? "",
    host: {
      readSource: (path) =>
        path === file ? source : path === labelFile ? labels.join("\n") : { reason: path },
      readRuntime: (path, kind) => (kind === "d.ts" ? "" : readRuntime(path, kind)),
    },
    names,
    inputs,
    outputs,
  };
}

/** Two networks of equal structure, one of tame and one of hostile names, of 2,000 names and more a hundred calls. */
export function sourcesOf(
  seed: number,
  calls: number,
  labels: number,
): { readonly tame: Source; readonly hostile: Source } {
  return { tame: sourceOf(tame(), calls, labels), hostile: sourceOf(hostile(seed), calls, labels) };
}

export function checked({ entry, host }: Source) {
  const { value } = checkNetwork(host, { entry });
  if (value === undefined) throw new Error("the network is in error");
  return value;
}
