/** Why a graph, or a part of it, cannot be written in the language. */
export class Unwritable extends Error {}
