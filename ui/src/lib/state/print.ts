import { host } from '$lib/host';
import { attempt } from './toasts.svelte';

/** Opens the system's dialog for printing what is shown: what is open over the page, else the page. */
export const print = (): Promise<boolean> => attempt(() => host.printPage());
