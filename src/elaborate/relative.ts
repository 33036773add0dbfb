/** The path of a file that another names relative to itself, with forward slashes. */
export function relativePath(from: string, relative: string): string {
  const parts = from.split(/[\\/]/).slice(0, -1);
  for (const part of relative.split("/")) {
    if (part === "." || part === "") continue;
    const parent = parts.at(-1);
    if (part !== "..") parts.push(part);
    else if (parent === "." || parent === undefined || parent === "..") parts.push("..");
    else parts.pop();
  }
  return parts.join("/");
}
