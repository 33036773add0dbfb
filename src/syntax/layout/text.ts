import { printer } from "prettier/doc";
import type * as Ast from "../ast.js";
import { layoutFile } from "./files.js";
import { Margin } from "./margin.js";
import { defaultOptions } from "./plugin.js";

/** The text of a tree that nobody has written. */
export function textOf(file: Ast.File): string {
  const margin = new Margin("", new Map(), { before: () => "", commentsBefore: () => [] });
  const options = { ...defaultOptions, tabWidth: 2 };
  return printer.printDocToString(layoutFile(file, margin, options), options).formatted;
}
