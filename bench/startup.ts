import { fileURLToPath } from "node:url";
import { interleaved, median } from "./measure.js";

// The whole process of `cnnc check` on ResNet-50, over the whole process of an empty Node program.

const path = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url));
const [check = [], nothing = []] = interleaved(
  [
    [process.execPath, path("dist/cli/main.js"), "check", path("models/resnet50.cnn")],
    [process.execPath, "-e", "0"],
  ],
  21,
);
const ratios = check.map((milliseconds, round) => milliseconds / (nothing[round] ?? NaN));
console.log(`cnnc check resnet50.cnn   ${median(check).toFixed(0)} ms`);
console.log(`node -e 0                 ${median(nothing).toFixed(0)} ms`);
console.log(`ratio                     ${median(ratios).toFixed(2)} (goal: at most 5)`);
