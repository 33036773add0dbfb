import { visible } from "../diagnostics/visible.js";

/** Text of a page, in element or attribute, in which nothing can be hidden. */
export function escapeHtml(text: string): string {
  return visible(text, "\n").replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Prose, in which what stands between backticks is code. */
export function proseHtml(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}

export interface Page {
  readonly title: string;
  readonly style: string;
  readonly body: string;
  /** Runs when the page has been read. */
  readonly script?: string;
}

/** A page that needs nothing but itself: its policy lets a browser load nothing. */
export function renderPage({ title, style, body, script }: Page): string {
  const scripts = script === undefined ? "" : `<script>\n${script.trim()}\n</script>\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${escapeHtml(title)}</title>
<style>
${style.trim()}
</style>
</head>
<body>
${body.trim()}
${scripts}</body>
</html>
`;
}
