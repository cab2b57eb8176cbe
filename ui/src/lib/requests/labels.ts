import type { RequestEvent, RequestSort } from '$lib/host';
import { m } from '$lib/paraglide/messages';
import { severityName } from '$lib/state/edition';
import type { IconName } from '$lib/ui/icons';

/** What happened to a request, in words; `moment` says a time as the page does. */
export function eventLabel(event: RequestEvent, moment: (at: string) => string): string {
  switch (event.kind) {
    case 'filed':
      return m.event_filed();
    case 'first-response':
      return m.event_first_response();
    case 'paused':
      return m.event_paused();
    case 'resumed':
      return m.event_resumed();
    case 'severity':
      return m.event_severity({ before: severityName(event.from ?? ''), after: severityName(event.to ?? '') });
    case 'holder':
      return event.to ? m.event_holder({ name: event.to }) : m.event_holder_none();
    case 'next-contact':
      return event.until ? m.event_contact({ at: moment(event.until) }) : m.event_contact_none();
    case 'note':
      return m.event_note();
    case 'closed':
      return m.event_closed();
    case 'reopened':
      return m.event_reopened();
  }
}

/** The drawing that stands for an event. */
export const eventIcons: Record<RequestEvent['kind'], IconName> = {
  filed: 'file',
  'first-response': 'check',
  paused: 'circle',
  resumed: 'clock',
  severity: 'warning',
  holder: 'tenant',
  'next-contact': 'calendar',
  note: 'edit',
  closed: 'circle',
  reopened: 'undo',
};

/** The orders of a list, in the order they are offered. */
export const sorts: Record<RequestSort, () => string> = { urgency: m.sort_urgency, newest: m.sort_newest, oldest: m.sort_oldest, title: m.sort_title };
