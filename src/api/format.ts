import type { Section } from "../targets/cpu/emit/flavour.js";

/** Formats TypeScript or JavaScript with Prettier's own defaults, whatever a user's configuration says. */
export async function format(code: string): Promise<string> {
  const [prettier, babel, estree] = await Promise.all([
    import("prettier/standalone"),
    import("prettier/plugins/babel"),
    import("prettier/plugins/estree"),
  ]);
  return prettier.format(code, { parser: "babel-ts", plugins: [babel, estree.default] });
}

/** A formatted module: sections that are not formatted yet are, and an empty line stands between sections. */
export async function formatSections(sections: readonly Section[]): Promise<string> {
  const texts = await Promise.all(
    sections.map(({ text, formatted }) => (formatted ? Promise.resolve(text) : format(text))),
  );
  return `${texts.map((text) => text.trimEnd()).join("\n\n")}\n`;
}
