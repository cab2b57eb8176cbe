import type { Money, PlanState, Term, PlanWay } from '$lib/host';
import { m } from '$lib/paraglide/messages';
import { date } from '$lib/time/format';
import { dateFormat, numberFormat } from '$lib/time/intl';
import type { IconName } from '$lib/ui/icons';

/** The states of a plan, in the order they are offered. */
export const planStates: PlanState[] = ['active', 'ends-at-term', 'draft', 'ended', 'replaced'];

/** Where a plan stands, in a few words. */
export function planState(state: PlanState): string {
  return { draft: m.plan_draft, active: m.plan_active, 'ends-at-term': m.plan_ends_at_term, ended: m.plan_ended, replaced: m.plan_replaced }[state]();
}

/** The drawing and the tone of a state. */
export function planMark(state: PlanState): { icon: IconName; tone: 'ok' | 'muted' | 'warn' } {
  return ({ draft: { icon: 'edit', tone: 'muted' }, active: { icon: 'check', tone: 'ok' }, 'ends-at-term': { icon: 'clock', tone: 'warn' }, ended: { icon: 'circle', tone: 'muted' }, replaced: { icon: 'arrow', tone: 'muted' } } as const)[state];
}

/** An amount as the language writes it, with every decimal it has: the digits never become a binary number. */
export function money({ amount, currency }: Money): string {
  const decimals = amount.split('.')[1]?.length ?? 0;
  const format = numberFormat({ style: 'currency', currency, currencyDisplay: 'code', minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return format.format(amount as `${number}`);
}

/** Amounts of several currencies, side by side: nothing is converted. */
export const sums = (amounts: Money[]): string => amounts.map(money).join(' + ');

/** A calendar date a day earlier: the last day of what ends before it. */
export function dayBefore(ymd: string): string {
  return new Date(Date.parse(`${ymd}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

/** A term by its first and its last day. */
export const term = ({ starts, ends }: Term): string => m.period({ from: date(starts), to: date(dayBefore(ends)) });

/** A month by its first day: `Mar 2026`. */
export function month(ymd: string, long = false): string {
  return dateFormat({ month: long ? 'long' : 'short', year: 'numeric', timeZone: 'UTC' }).format(Date.parse(`${ymd}T00:00:00Z`));
}

/** How a cycle is paid: `every month`, `every 3 months`. */
export const cycle = (months: number | null): string => m.every_months({ count: months ?? 1 });

/** A way to go on with a plan. */
export function wayTitle(way: PlanWay): string {
  return { renew: m.way_renew, 'cancel-now': m.way_cancel_now, 'cancel-at-term': m.way_cancel_at_term, 'change-now': m.way_change_now, 'change-at-term': m.way_change_at_term }[way]();
}

/** The status of a subscription in the admin center's words, where Graph has others; one that nobody knows as it was written. */
export function subscriptionStatus(status: string): string {
  const known: Record<string, () => string> = {
    enabled: m.subscription_active,
    active: m.subscription_active,
    warning: m.subscription_expired,
    expired: m.subscription_expired,
    suspended: m.subscription_disabled,
    lockedout: m.subscription_locked_out,
    deleted: m.subscription_deleted,
  };
  return known[status.toLowerCase()]?.() ?? status;
}
