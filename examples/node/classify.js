// Reads handwritten digits with a compiled model that is checked in beside this script:
//
//   node examples/node/classify.js examples/digits/*.png
//
// The model imports nothing. A library decodes the pictures; the model turns their pixels into its input.

import { readFile } from "node:fs/promises";
import { PNG } from "pngjs";
import { load, preprocess } from "./lenet5.js";

const weights = await readFile(new URL("../digits/lenet5.safetensors", import.meta.url));
const network = await load(weights);

for (const file of process.argv.slice(2)) {
  const { data, width, height } = PNG.sync.read(await readFile(file));
  const image = preprocess.image({ data, width, height });
  const { logits } = network.runSync({ image });
  console.log(`${file}: ${logits.indexOf(Math.max(...logits))}`);
}
