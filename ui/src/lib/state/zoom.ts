import { host } from '$lib/host';

/** The sizes the page is drawn in, in percent. */
const SIZES = [50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300];
/** Where the size is remembered: on this machine, since it depends on its screen. */
const KEY = 'zoom';

let size = 100;

async function to(percent: number): Promise<void> {
  size = percent;
  localStorage.setItem(KEY, String(percent));
  await host.zoom(percent).catch(() => undefined);
}

/** The size after this one in a direction; this one at either end. */
export function nextSize(from: number, by: 1 | -1): number {
  return (by > 0 ? SIZES.find((each) => each > from) : SIZES.findLast((each) => each < from)) ?? from;
}

/** How large the page is drawn. */
export const zoom = {
  /** Draws the page as large as it was last time. */
  begin(): void {
    const kept = Number(localStorage.getItem(KEY));
    if (SIZES.includes(kept) && kept !== size) void to(kept);
  },
  larger: (): Promise<void> => to(nextSize(size, 1)),
  smaller: (): Promise<void> => to(nextSize(size, -1)),
  reset: (): Promise<void> => to(100),
};
