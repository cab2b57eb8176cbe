import type { AccessEndKind, DelegationWarning, WayKind } from '$lib/host';
import { m } from '$lib/paraglide/messages';
import { app } from '$lib/state/app.svelte';
import { dayShort } from '$lib/time/format';
import { dateFormat } from '$lib/time/intl';
import type { IconName } from '$lib/ui/icons';

/** Through what somebody may file, in a word. */
export function wayLabel(kind: WayKind): string {
  return { role: m.way_role, group: m.way_group, delegation: m.way_delegation }[kind]();
}

const refusals: Record<string, { label: () => string; icon: IconName }> = {
  'no-role': { label: m.refusal_no_role, icon: 'cross' },
  'not-activated': { label: m.refusal_not_activated, icon: 'clock' },
  scope: { label: m.refusal_scope, icon: 'refused' },
  'role-cannot-file': { label: m.refusal_role_cannot_file, icon: 'refused' },
  'delegation-lacks-role': { label: m.refusal_delegation_lacks_role, icon: 'refused' },
  'delegation-not-assigned': { label: m.refusal_delegation_not_assigned, icon: 'circle' },
  'delegation-ended': { label: m.refusal_delegation_ended, icon: 'warning' },
  'edition-gone': { label: m.refusal_edition_gone, icon: 'warning' },
  'edition-invalid': { label: m.refusal_edition_invalid, icon: 'warning' },
  'enterprise-agreement': { label: m.refusal_enterprise_agreement, icon: 'contract' },
};

/** Why somebody may not file, in a word and a drawing. */
export function refusalWord(code: string): { label: string; icon: IconName } {
  const known = refusals[code];
  return known ? { label: known.label(), icon: known.icon } : { label: code, icon: 'refused' };
}

/** The last day on which something holds that ends at an instant. */
export function lastDay(at: string): string {
  return dayShort(Date.parse(at) - 1, app.zone, app.now);
}

/** The same as a date alone, with the year when it is not this one: for tables. */
export function lastDate(at: string): string {
  const last = new Date(Date.parse(at) - 1);
  const year = (when: Date): string => dateFormat({ year: 'numeric', timeZone: app.zone }, 'en-GB').format(when);
  const thisYear = year(last) === year(new Date(app.now));
  return dateFormat({ day: 'numeric', month: 'short', year: thisYear ? undefined : 'numeric', timeZone: app.zone }).format(last);
}

/** Until when, in words. */
export function untilWords(at: string | null): string {
  return at ? m.period_until({ to: lastDay(at) }) : m.without_end();
}

/** What is wrong with a delegation, in words. */
export function warningLabel(warning: DelegationWarning): string {
  return {
    ended: m.warning_ended,
    ends: m.warning_ends,
    'lacks-role': m.warning_lacks_role,
    'nobody-assigned': m.warning_nobody_assigned,
    'not-approved': m.warning_not_approved,
    'cannot-extend': m.warning_cannot_extend,
    missing: m.warning_missing,
  }[warning]();
}

/** The status of a delegation, in words; one that nobody knows as it was written. */
export function statusLabel(status: string): string {
  const known: Record<string, () => string> = {
    created: m.status_created,
    approvalpending: m.status_approval_pending,
    approved: m.status_approved,
    activating: m.status_activating,
    active: m.status_active,
    expiring: m.status_expiring,
    expired: m.status_expired,
    terminationrequested: m.status_termination_requested,
    terminating: m.status_terminating,
    terminated: m.status_terminated,
  };
  return known[status.toLowerCase()]?.() ?? status;
}

/** What about access ends, in words. */
export function endLabel(kind: AccessEndKind): string {
  return { delegation: m.end_delegation, 'cannot-extend': m.end_cannot_extend, request: m.end_request, role: m.end_role, eligibility: m.end_eligibility }[kind]();
}
