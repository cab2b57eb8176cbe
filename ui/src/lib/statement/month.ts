/** The month `by` months after `month` (`YYYY-MM`); null when that is no month. */
export function monthAfter(month: string, by: number): string | null {
  const found = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month);
  if (!found) return null;
  const count = Number(found[1]) * 12 + Number(found[2]) - 1 + by;
  const year = Math.floor(count / 12);
  return year < 0 || year > 9999 ? null : `${String(year).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`;
}
