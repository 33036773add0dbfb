import { expect, it } from "vitest";
import { textCode } from "../../../../src/runtime/cpu/kernelText.js";
import { binaryText } from "../../../../src/targets/cpu/wasm/binary-text.js";

const { WebAssembly: wasm } = globalThis as unknown as {
  WebAssembly: { Module: { customSections(module: object, name: string): readonly ArrayBuffer[] } };
};

/** A module with one section of its own, which holds every byte. */
const everyByte = Array.from({ length: 256 }, (_, byte) => byte);
const moduleBytes = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0, 0x82, 2, 1, 0x6e, ...everyByte]);

it("brings every byte of kernels through a literal", () => {
  const text = binaryText(moduleBytes);
  expect(text).toMatch(/^[!-~]*$/);
  expect(text).not.toMatch(/["$'<\\`]/);
  const [section] = wasm.Module.customSections(textCode(text).compileSync(undefined), "n");
  expect([...new Uint8Array(section ?? new ArrayBuffer())]).toEqual(everyByte);
});
