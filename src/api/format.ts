/** Formats TypeScript or JavaScript with Prettier's own defaults, whatever a user's configuration says. */
export async function format(code: string): Promise<string> {
  const [prettier, typescript, estree] = await Promise.all([
    import("prettier/standalone"),
    import("prettier/plugins/babel"),
    import("prettier/plugins/estree"),
  ]);
  return prettier.format(code, { parser: "babel-ts", plugins: [typescript, estree.default] });
}
