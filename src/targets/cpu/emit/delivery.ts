import type { Language } from "../../../emit/language.js";

/** How kernels in WebAssembly reach a module: in its text, from a file beside it, or imported, which compiles them. */
export type WasmDelivery = "inline" | "file" | "import";

/** The parameter `options` of `load` or `loadSync`, whose caller may give, or has to give, what the file holds. */
export function optionsParameter(
  delivery: WasmDelivery,
  waiting: boolean,
  { format }: Language,
  type: "LoadOptions" | "AutoLoadOptions" = "LoadOptions",
): string {
  if (format === "js") return "options";
  if (delivery !== "file") return `options?: ${type}`;
  const kernels = `{ readonly kernels${waiting ? "?" : ""}: Uint8Array | ArrayBuffer }`;
  return `options${waiting ? "?" : ""}: ${type} & ${kernels}`;
}

/** What the documentation of `load` and `loadSync` says of that. */
export function deliveryLines(delivery: WasmDelivery, waiting: boolean, file: string): readonly string[] {
  if (delivery !== "file") return [];
  return waiting
    ? ["", `The kernels are read from \`${file}\`, or given as its bytes, \`options.kernels\`.`]
    : ["", `The kernels, the bytes of \`${file}\`, are given as \`options.kernels\`.`];
}
