import type * as Ast from "../../syntax/ast.js";

/** What a place in a form is for. */
export type Role =
  | {
      readonly kind: "argument";
      readonly callee: string;
      readonly parameter: string;
      readonly type: Ast.Type | undefined;
    }
  /** An extent of a result, which is only said where something else says it, too. */
  | { readonly kind: "extent" }
  /** Whether an optional part is there: true or false. */
  | { readonly kind: "presence"; readonly of: string }
  | { readonly kind: "count" }
  | { readonly kind: "factor" }
  /** A value of the network. */
  | { readonly kind: "value" };

/** What a parameter for it is called, before a number. */
export function baseOf(role: Role): string {
  switch (role.kind) {
    case "argument":
      return bases.get(role.parameter) ?? (role.parameter.replace(/\d+$/, "") || "parts");
    case "presence":
      return role.of;
    case "count":
      return "depth";
    case "factor":
      return "expansion";
    case "value":
      return "skip";
    case "extent":
      return "width";
  }
}

const bases: ReadonlyMap<string, string> = new Map([
  ["filters", "width"],
  ["kernel", "size"],
]);

/** Places that may well say the same: numbers of channels, sizes of windows with their padding, or just the same thing. */
export function groupOf(role: Role): string {
  const base = baseOf(role);
  if (["width", "inner", "units", "groups"].includes(base)) return "channels";
  return base === "pad" ? "size" : base;
}
