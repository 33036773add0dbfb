import type { DiagramBox, DiagramFrame } from "./diagram.js";
import { textWidth } from "./text-width.js";

/** Sizes of all that is written and drawn, in pixels. */
export const fontSize = { strong: 12, faint: 11, shape: 10, heading: 15 };
export const lineHeight = 15;
/** Around the whole picture, whose name stands at the top. */
export const margin = 16;
export const headingHeight = 26;
/** Below a box stands the shape of what leaves it. */
export const shapeHeight = 15;
export const shapeGap = 4;
export const frameTitleHeight = 22;
export const framePadding = 12;

const boxPadding = { x: 11, y: 5 };
/** Room for fonts that are wider than Arial. */
const tolerance = 1.06;

export function timesOf(count: number): string {
  return count > 1 ? `×${count}` : "";
}

/** Width and height of a box without the shape below it. */
export function boxSize({ role, lines, count }: DiagramBox): {
  readonly width: number;
  readonly height: number;
} {
  const widths = lines.map(({ text, strong }, index) => {
    const size = strong ? fontSize.strong : fontSize.faint;
    const times = index === firstStrong(lines) ? timesWidth(count) : 0;
    return textWidth(text, size, strong) * tolerance + times;
  });
  const height = lines.length * lineHeight + 2 * boxPadding.y;
  const width = Math.max(...widths) + 2 * boxPadding.x;
  const least = role === "join" ? height : 64;
  return { width: even(Math.max(width, least)), height };
}

/** The line that tells how often. */
export function firstStrong(lines: DiagramBox["lines"]): number {
  return lines.findIndex(({ strong }) => strong);
}

export function shapeWidth(text: string): number {
  return textWidth(text, fontSize.shape) * tolerance;
}

export function frameTitleWidth({ title, count }: Pick<DiagramFrame, "title" | "count">): number {
  return even(textWidth(title, fontSize.faint, true) * tolerance + timesWidth(count) + 2 * framePadding);
}

export function headingWidth(name: string): number {
  return even(textWidth(name, fontSize.heading, true) * tolerance + 2 * margin);
}

function timesWidth(count: number): number {
  return count > 1 ? textWidth(` ${timesOf(count)}`, fontSize.strong, true) * tolerance : 0;
}

function even(length: number): number {
  return 2 * Math.ceil(length / 2);
}
