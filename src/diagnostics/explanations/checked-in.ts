import type { Group } from "./explanation.js";

const config = (entry: string): Readonly<Record<string, string>> => ({
  "cnnc.config.json": `{\n  "models": [{ ${entry} }]\n}\n`,
});

/** What is checked in: configurations and compiled models. */
export const checkedIn: Group<"CNN07"> = {
  CNN0701: {
    story: [
      "cnnc.config.json lists what `cnnc compile` compiles when it is given no file. A key is not known, a value has another type, or the file is not JSON at all; the message says which, at its place.",
      "With `$schema` set to node_modules/cnnc/src/api/config/config.schema.json, editors know the keys. Two entries may not write the same file, so the same model in two forms needs two folders.",
    ],
    wrong: {
      files: config('"file": "lenet5.cnn", "fromat": "js"'),
      calls: ["cnnc compile"],
    },
    mended: {
      files: config('"file": "lenet5.cnn", "format": "js"'),
      calls: ["cnnc compile"],
    },
  },
  CNN0702: {
    story: [
      "`--check` compiles without writing, and a file that is there is not what its source compiles to: the source, a flag or the compiler's version has changed since, or somebody has edited the file. Line endings do not count.",
      "Compile again without `--check`, look at the difference, and check it in with the source. Changes of a compiled model belong into its source.",
    ],
    wrong: {
      calls: ["cnnc compile lenet5.cnn -o out", "cnnc compile lenet5.cnn -o out --batch 8 --check"],
    },
    mended: {
      calls: ["cnnc compile lenet5.cnn -o out --batch 8", "cnnc compile lenet5.cnn -o out --batch 8 --check"],
    },
  },
};
