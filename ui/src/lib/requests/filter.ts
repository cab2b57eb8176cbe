import type { RequestFilter } from '$lib/host';

/** A filter that shows all requests, what needs somebody first, `limit` at a time. */
export function plain(limit: number): RequestFilter {
  return { state: null, tenant: null, product: null, contract: null, severity: null, holder: null, text: null, sort: 'urgency', offset: 0, limit };
}

/** Whether a filter leaves anything out or orders otherwise than usual. */
export function narrowed(filter: RequestFilter): boolean {
  const { state, tenant, product, contract, severity, holder, text, sort } = filter;
  return [state, tenant, product, contract, severity, holder].some((part) => part !== null) || Boolean(text?.trim()) || sort !== 'urgency';
}
