import type { ChangeView, ContractKind, DueKind, Impact, RequestState, Step, VaultState } from '$lib/host';
import { m } from '$lib/paraglide/messages';

/** Where a request stands, and whether the first response came in time once there was one. */
export function stateLabel(state: RequestState, met: boolean | null = null): string {
  if (state === 'answered' && met === false) return m.state_answered_late();
  return { open: m.state_open, overdue: m.state_overdue, answered: m.state_answered, closed: m.state_closed }[state]();
}

/** How hard the business is hit, in one word. */
export function impactLabel(impact: Impact): string {
  return { critical: m.impact_critical, moderate: m.impact_moderate, minimal: m.impact_minimal }[impact]();
}

/** The kinds of contract, in the order they are offered. */
export const contractKinds: Record<ContractKind, () => string> = {
  premier: m.kind_premier,
  'unified-core': m.kind_unified_core,
  'unified-advanced': m.kind_unified_advanced,
  'unified-performance': m.kind_unified_performance,
  'unified-enterprise': m.kind_unified_enterprise,
  'advanced-support-for-partners': m.kind_advanced_support_for_partners,
  'partner-network': m.kind_partner_network,
  'premier-for-partners': m.kind_premier_for_partners,
  'visual-studio': m.kind_visual_studio,
};

/** How things stand with the vault, short enough for the header. */
export function vaultLabel(vault: VaultState): string {
  return {
    empty: m.vault_empty,
    locked: m.vault_locked,
    unlocked: m.vault_unlocked,
    waiting: m.vault_waiting,
    unavailable: m.vault_unavailable,
    'key-missing': m.vault_key_missing,
  }[vault]();
}

/** What the vault's state means for the user and what to do about it; null when all is well. */
export function vaultAdvice(vault: VaultState): string | null {
  if (vault === 'empty' || vault === 'unlocked') return null;
  return { locked: m.vault_locked_advice, waiting: m.vault_waiting_advice, unavailable: m.vault_unavailable_advice, 'key-missing': m.vault_key_missing_advice }[vault]();
}

/** Why time does not count. */
export function reasonLabel(reason: NonNullable<Step['reason']>): string {
  return { 'outside-hours': m.reason_outside_hours, weekend: m.reason_weekend, holiday: m.reason_holiday }[reason]();
}

/** What falls due. */
export function dueKindName(kind: DueKind): string {
  return { 'first-response': m.first_response, 'contract-end': m.contract_ends, 'delegation-end': m.due_delegation_ends, 'role-end': m.role_ends, charge: m.charge, renewal: m.plan_renews, 'link-missing': m.link_missing, 'link-renewal': m.link_renewal, 'next-contact': m.next_contact_due, 'time-box-end': m.time_box_ends, 'delegation-approval': m.delegation_lapses }[kind]();
}

/** What was done to a record, as the history says it. */
export function actionLabel(action: ChangeView['action']): string {
  return {
    added: m.action_added,
    changed: m.action_changed,
    responded: m.action_responded,
    closed: m.action_closed,
    paused: m.action_paused,
    resumed: m.action_resumed,
    reopened: m.action_reopened,
    removed: m.action_removed,
    restored: m.action_restored,
    purged: m.action_purged,
    revealed: m.action_revealed,
    copied: m.action_copied,
    locked: m.action_locked,
    unlocked: m.action_unlocked,
  }[action]();
}
