import type { Program, ProgramInput } from "../program/program.js";
import { docComment, member, property, type Language } from "./language.js";

/** What a module needs of the runtime where an input takes pictures. */
export const pictureRuntime = {
  entries: ["shared/pictureToTensor", "shared/pictures"],
  values: ["pictureToTensor"],
  types: ["Picture", "Pixels"],
} as const;

/** The type of what an input of pictures takes besides numbers. */
export const picturesType = "Picture | readonly Picture[]";

/** The expression for an input's rule and shape. */
export function pictureInput({ name }: ProgramInput): string {
  return member("model.inputs", name);
}

/** The inputs that take pictures. */
export function pictureInputs(program: Program): readonly ProgramInput[] {
  return program.inputs.filter(({ picture }) => picture !== undefined);
}

const title = docComment([
  "Pictures, such as the `ImageData` of a canvas, as the network takes them: a",
  "sample each, written to `tensor` where given. Bit for bit what `cnnc run` does.",
]);

/** The constant `preprocess`: a function for each input that takes pictures. */
export function preprocessLines(program: Program, language: Language): string[] {
  const inputs = pictureInputs(program);
  if (inputs.length === 0) return [];
  const ts = language.format === "ts";
  const parameters = [
    language.typed("pixels", "Pixels"),
    language.typed(ts ? "tensor?" : "tensor", "Float32Array"),
  ];
  return [
    title,
    "export const preprocess = {",
    ...inputs.flatMap((described) => {
      const input = pictureInput(described);
      const head = `${property(described.name)}: (${parameters.join(", ")})${language.returns("Float32Array")} =>`;
      return `${head} pictureToTensor(pixels, ${input}.picture, ${input}.shape, tensor),`;
    }),
    "};",
    "",
  ];
}

/** The same in the declarations beside a JavaScript module. */
export function preprocessDeclaration(program: Program): string[] {
  const inputs = pictureInputs(program);
  if (inputs.length === 0) return [];
  return [
    title,
    "export declare const preprocess: {",
    ...inputs.map(
      ({ name }) => `readonly ${property(name)}: (pixels: Pixels, tensor?: Float32Array) => Float32Array;`,
    ),
    "};",
    "",
  ];
}
