const reserved = (
  "abstract any as asserts async await boolean break case catch class const constructor continue debugger declare " +
  "default delete do else enum export extends false finally for from function get if implements import in infer " +
  "instanceof interface is keyof let module namespace never new null number object of package private protected " +
  "public readonly require return set static string super switch symbol this throw true try type typeof undefined " +
  "unique unknown var void while with yield arguments eval NaN Infinity Math Number Object Array Float32Array " +
  "Int32Array Promise Error globalThis Generator Map Set String JSON a w at path"
).split(" ");

/** Hands out identifiers for one scope, each once. */
export class Names {
  private readonly taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.taken = new Set([...reserved, ...taken]);
  }

  /** `wanted` made an identifier, with a number behind it where it is taken; `always` numbers the first one too. */
  take(wanted: string, numbering: "always" | "as needed" = "as needed"): string {
    const base = wanted.replace(/[^A-Za-z0-9_$]+/g, "_").replace(/^(?=\d|$)/, "_");
    if (numbering === "as needed" && !this.taken.has(base)) {
      this.taken.add(base);
      return base;
    }
    for (let number = 1; ; number += 1) {
      const name = `${base}${number}`;
      if (this.taken.has(name)) continue;
      this.taken.add(name);
      return name;
    }
  }
}
