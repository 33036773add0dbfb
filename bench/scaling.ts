import { compile } from "../src/api/compile.js";
import type { Host } from "../src/api/host.js";
import { readFileSync } from "node:fs";
import { median } from "./measure.js";

// Time to compile networks of 10 to 10,000 layers: per layer it should not grow.

const root = new URL("../", import.meta.url);
const rounds = 3;

/** `layers` convolutions and activations, in blocks as people write them. */
function source(layers: number): string {
  const depth = layers / 10;
  return `
block unit(width: int) {
  residual { conv(width, 3x3, pad: 1, bias: false) -> batchnorm -> relu -> conv(width, 3x3, pad: 1) -> batchnorm }
  relu -> conv(width, 1x1) -> relu
}
model deep {
  input image: [4, 8, 8]
  repeat ${depth} { unit(4) }
  output features = identity
}`;
}

function hostOf(text: string): Host {
  return {
    readSource: (path) => (path === "deep.cnn" ? text : { reason: "no such file" }),
    readRuntime: (path, kind) =>
      readFileSync(new URL(`${kind === "ts" ? "src" : "dist/src"}/runtime/${path}.${kind}`, root), "utf8"),
  };
}

async function milliseconds(layers: number): Promise<number> {
  const host = hostOf(source(layers));
  const times: number[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const start = performance.now();
    const { value, diagnostics } = await compile(host, {
      entry: "deep.cnn",
      format: "ts",
      runtime: "inline",
      batch: 1,
      without: [],
    });
    if (value === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
    if (round >= 0) times.push(performance.now() - start);
  }
  return median(times);
}

console.log("layers   compile    a layer");
for (const layers of [10, 100, 1000, 10_000]) {
  const time = await milliseconds(layers);
  console.log(
    `${String(layers).padStart(6)} ${`${time.toFixed(0)} ms`.padStart(9)} ${`${((1000 * time) / layers).toFixed(0)} µs`.padStart(10)}`,
  );
}
