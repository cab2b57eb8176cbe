import type { Basis, Refusal, Ruling } from '$lib/host';

/** The outcome of a ruling; null when it refuses. */
export function outcome<T>(ruling: Ruling<T> | null): (T & Basis) | null {
  return !ruling || refusalOf(ruling) ? null : (ruling as T & Basis);
}

/** The refusal of a ruling; null when it has an outcome. */
export function refusalOf<T>(ruling: Ruling<T> | null): Refusal | null {
  return ruling && 'refusal' in (ruling as object) ? (ruling as { refusal: Refusal }).refusal : null;
}
