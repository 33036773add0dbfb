/** What a terminal shows, as a picture that is light or dark as the reader's screen is. */
export function terminalPicture(command: string, output: string): string {
  const lines = [[{ style: "prompt", text: `$ ${command}` }], ...output.trimEnd().split("\n").map(runsOf)];
  const columns = Math.max(...lines.map((runs) => runs.reduce((sum, { text }) => sum + length(text), 0)));
  const [width, height] = [columns * cell + 2 * margin, lines.length * row + 2 * margin];
  const texts = lines.flatMap((runs, index) => {
    let column = 0;
    const y = margin + index * row + baseline;
    return runs.flatMap(({ style, text }) => {
      const start = column + length(text) - length(text.trimStart());
      column += length(text);
      const shown = text.trim();
      // The length holds columns together where a font has other widths, or lacks a character.
      const [x, extent] = [margin + start * cell, length(shown) * cell].map((value) => value.toFixed(1));
      const attributes = `x="${x}" y="${y}" textLength="${extent}" lengthAdjust="spacingAndGlyphs"`;
      const classes = style === "" ? "" : ` class="${style}"`;
      return shown === "" ? [] : [`<text ${attributes}${classes}>${escaped(shown)}</text>`];
    });
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(width)}" height="${height}" viewBox="0 0 ${Math.ceil(width)} ${height}" role="img">`,
    `<title>${escaped(command)}</title>`,
    `<style>${sheet}</style>`,
    `<rect class="ground" width="100%" height="100%" rx="8"/>`,
    ...texts,
    "</svg>",
    "",
  ].join("\n");
}

const [cell, row, baseline, margin] = [7.8, 18, 14, 16];

const sheet =
  "svg{--ground:#f6f7f9;--ink:#1f2430;--faint:#6b7482;--red:#b3261e;--blue:#1a56b0;--yellow:#8a5a00;--cyan:#0b6e75}" +
  "@media(prefers-color-scheme:dark){svg{--ground:#14171c;--ink:#e7eaf0;--faint:#8d97a7;--red:#ff8a80;--blue:#82b1ff;--yellow:#ffcf70;--cyan:#6fd3dc}}" +
  "text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace;fill:var(--ink)}" +
  ".ground{fill:var(--ground)}.bold{font-weight:bold}.faint,.prompt{fill:var(--faint)}" +
  ["red", "blue", "yellow", "cyan"].map((colour) => `.${colour}{fill:var(--${colour})}`).join("");

/** Classes by the parameters of `Select Graphic Rendition` (ECMA-48). */
const classes: Readonly<Record<string, string>> = {
  "1": "bold",
  "2": "faint",
  "31": "red",
  "33": "yellow",
  "34": "blue",
  "36": "cyan",
};

interface Run {
  readonly style: string;
  readonly text: string;
}

/** A line as stretches of one style. */
function runsOf(line: string): readonly Run[] {
  let style = "";
  return line.split(escape).flatMap((part, index) => {
    const text = index === 0 ? part : part.slice(part.indexOf("m") + 1);
    if (index > 0) style = part.slice(0, part.indexOf("m")).split(";").flatMap(classOf).join(" ");
    // Words that stand far apart are placed one by one.
    return text.split(/( {2,})/).map((words) => ({ style, text: words }));
  });
}

const escape = "\u001B[";

function classOf(code: string): readonly string[] {
  if (code === "0" || code === "") return [];
  const name = classes[code];
  if (name === undefined) throw new Error(`the picture has no style for ${code}`);
  return [name];
}

const length = (text: string): number => Array.from(text).length;

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
