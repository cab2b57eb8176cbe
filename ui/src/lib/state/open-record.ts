import { host, type Reference } from '$lib/host';
import { attempt } from './toasts.svelte';
import { open } from './window.svelte';

/** Shows a record where one can be looked at. */
export function openRecord({ type, id }: Pick<Reference, 'type' | 'id'>): void {
  if (type === 'request' || type === 'tenant') open[type] = id;
  else if (type === 'contract') open.contractSheet = id;
  else if (type === 'plan-purchase') open.plan = id;
}

/** Shows the record that a notification or the tray asks for, if there is one. */
export async function openAsked(): Promise<void> {
  await attempt(async () => {
    const record = await host.recordToOpen();
    if (record) openRecord(record);
  });
}
