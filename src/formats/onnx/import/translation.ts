import type { Context } from "./context.js";
import type { Flow } from "./draft.js";

/** Adds what computes a node's results to the graph. Results that nothing asks for may be left out. */
export type Translation = (context: Context) => readonly Flow[];
