/** The candidate that is most likely meant by `name`; none if all are far. */
export function nearestName(
  name: string,
  candidates: Iterable<string>,
): string | undefined {
  let nearest: string | undefined;
  let least = Math.floor(name.length / 3) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const distance = editDistance(name, candidate);
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

/** Insertions, deletions and substitutions (Levenshtein 1966). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const inserted = Math.min(row[j] ?? 0, next[j - 1] ?? 0) + 1;
      next.push(Math.min(substituted, inserted));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
