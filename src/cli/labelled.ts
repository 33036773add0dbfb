import { statSync } from "node:fs";
import { classNamed, type LabelledSample } from "../api/evaluate.js";
import { idxSamples } from "../api/idx-samples.js";
import type { SampleOutput } from "../api/load.js";
import { dataProblem, type PictureInput } from "../api/samples.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { fileProblem } from "./output.js";
import { entriesOf, fileSample, listPictures, readBytes } from "./pictures.js";

/** The pictures of a folder that holds a folder a class, named by the class's label or index. */
export function folderSamples(
  input: PictureInput,
  output: SampleOutput,
  folder: string,
): readonly LabelledSample[] | Diagnostic {
  let current = folder;
  try {
    if (!statSync(folder).isDirectory()) {
      return dataProblem(
        folder,
        `${folder} is no folder`,
        "for IDX pictures, name the file of their classes as well",
      );
    }
    const classes = entriesOf(folder).filter(({ isFolder }) => isFolder);
    const samples: LabelledSample[] = [];
    for (const { name, path } of classes) {
      current = path;
      const actual = classNamed(name, output);
      if (actual === undefined) return unknownClass(path, name, output);
      for (const file of listPictures(path)) samples.push({ ...fileSample(input, file), actual });
    }
    if (samples.length > 0) return samples;
    return dataProblem(
      folder,
      `${folder} holds no pictures in class folders`,
      "put the pictures of each class into a folder named by its label or index",
    );
  } catch (failure) {
    return fileProblem("read", current, failure);
  }
}

function unknownClass(
  path: string,
  name: string,
  { labels, elements, name: output }: SampleOutput,
): Diagnostic {
  const twice = labels?.includes(name) === true ? "the label of several classes" : "no class";
  const named = labels === undefined ? "" : "its label, or by ";
  return dataProblem(
    path,
    `${name} is ${twice} of output ${output}`,
    `name the folder of a class by ${named}its index, from 0 to ${elements - 1}`,
  );
}

/** The pictures of an IDX file with the classes of another. */
export async function idxFileSamples(
  input: PictureInput,
  output: SampleOutput,
  pictures: string,
  labels: string,
): Promise<readonly LabelledSample[] | Diagnostic> {
  const read = [];
  for (const name of [pictures, labels]) {
    try {
      read.push({ name, bytes: await readBytes(name) });
    } catch (failure) {
      return fileProblem("read", name, failure);
    }
  }
  const [first, second] = read;
  if (first === undefined || second === undefined) throw new Error("two files have been read");
  return idxSamples(input, output, first, second);
}
