/** Text without case and accents, for comparing what is typed with what is there. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/**
 * The items whose text holds every word of the query, those that begin with it first; at most `limit` of them.
 * An empty query finds everything in its own order.
 */
export function find<T>(items: T[], query: string, textOf: (item: T) => string, limit: number): T[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return items.slice(0, limit);
  const [first] = words;
  const ranks: [T[], T[], T[]] = [[], [], []];
  for (const item of items) {
    const text = fold(textOf(item));
    if (!first || !words.every((word) => text.includes(word))) continue;
    ranks[text.startsWith(first) ? 0 : text.includes(` ${first}`) ? 1 : 2].push(item);
  }
  return ranks.flat().slice(0, limit);
}
