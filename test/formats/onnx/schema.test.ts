import { readFileSync } from "node:fs";
import { ScalarType, type DescField, type DescMessage } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { file_onnx } from "../../../src/formats/onnx/onnx_pb.js";

test("onnx_pb.ts is what onnx.proto says", () => {
  const text = readFileSync(new URL("../../../src/formats/onnx/onnx.proto", import.meta.url), "utf8");
  const written = text
    .split("\n")
    .map((line) => /^\s*(?:optional |repeated )*([\w.]+) (\w+) = (\d+);/.exec(line))
    .filter((match) => match !== null)
    .filter(([, type]) => type !== "option")
    .map(([, type = "", name = "", number = ""]) => `${type.split(".").at(-1) ?? ""} ${name} = ${number}`);
  expect(fieldsOf(file_onnx.messages).sort()).toEqual(written.sort());
  expect(written.length).toBeGreaterThan(60);
});

function fieldsOf(messages: readonly DescMessage[]): string[] {
  return messages.flatMap((message) => [
    ...message.fields.map((field) => `${typeOf(field)} ${field.name} = ${field.number}`),
    ...fieldsOf(message.nestedMessages),
  ]);
}

function typeOf(field: DescField): string {
  if (field.message !== undefined) return field.message.name;
  if (field.enum !== undefined) return field.enum.name;
  return ScalarType[field.scalar].toLowerCase();
}
