/** `frame` is for what is drawn around the source; `plain` has no colour. */
export type Style = "error" | "warning" | "frame" | "strong" | "plain";

export type Paint = (style: Style, text: string) => string;

const ansi: Readonly<Record<Exclude<Style, "plain">, string>> = {
  error: "1;31",
  warning: "1;33",
  frame: "1;34",
  strong: "1",
};

export function painter(colour: boolean): Paint {
  return (style, text) =>
    colour && style !== "plain" && text !== "" ? `\u001B[${ansi[style]}m${text}\u001B[0m` : text;
}

/** A row of a frame, drawn column by column; only what is last may hold characters that are not one column wide. */
export class Row {
  private readonly cells: { readonly text: string; readonly style: Style }[] = [];

  /** `head` stands in the gutter: a line number, `...` or nothing. */
  constructor(readonly head: string) {}

  /** Draws over what is there, or `under` it: in free columns only. */
  put(column: number, text: string, style: Style, where: "over" | "under" = "over"): void {
    while (this.cells.length < column) this.cells.push({ text: " ", style: "plain" });
    Array.from(text).forEach((character, index) => {
      const isFree = (this.cells[column + index]?.text ?? " ") === " ";
      if (where === "over" || isFree) this.cells[column + index] = { text: character, style };
    });
  }

  print(paint: Paint): string {
    const end = this.cells.findLastIndex(({ text }) => text !== " ") + 1;
    let [printed, run] = ["", ""];
    this.cells.slice(0, end).forEach(({ text, style }, index) => {
      run += text;
      if (this.cells[index + 1]?.style === style && index + 1 < end) return;
      printed += paint(style, run);
      run = "";
    });
    return printed;
  }
}
