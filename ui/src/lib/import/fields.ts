import type { Target } from '$lib/host';
import { m } from '$lib/paraglide/messages';

/** A field that a column of a table can hold; `needed` ones every row must have. */
export type TableField = { id: string; needed: boolean };

/** What the rows of a table can be. */
export const targets: Target[] = ['role-assignments', 'delegations', 'subscriptions', 'customers', 'requests'];

const fields: Record<Target, string[]> = {
  'role-assignments': ['person*', 'upn', 'object_id', 'role*', 'scope', 'state', 'until', 'tenant'],
  delegations: ['display_name*', 'customer_tenant_id*', 'customer_name', 'relationship_id', 'status', 'ends_at', 'duration', 'auto_extend', 'roles'],
  subscriptions: ['name*', 'subscription_id', 'tenant', 'status', 'licenses', 'starts_at', 'ends_at', 'renews'],
  customers: ['name*', 'tenant_id*'],
  requests: ['tenant*', 'product*', 'plan', 'contract', 'severity*', 'title*', 'filed_at*', 'case_number', 'responded_at', 'closed_at', 'close_reason'],
};

const names: Record<string, () => string> = {
  person: m.field_person,
  upn: m.field_upn,
  object_id: m.field_object_id,
  role: m.field_role,
  scope: m.field_scope,
  state: m.field_state,
  until: m.field_until,
  tenant: m.tenant,
  display_name: m.name,
  customer_tenant_id: m.field_customer_tenant_id,
  customer_name: m.field_customer_name,
  relationship_id: m.field_relationship_id,
  status: m.field_status,
  ends_at: m.field_until,
  duration: m.field_duration,
  auto_extend: m.field_auto_extend,
  roles: m.field_roles,
  name: m.name,
  subscription_id: m.field_subscription_id,
  licenses: m.field_licenses,
  starts_at: m.field_starts_at,
  renews: m.field_renews,
  tenant_id: m.field_customer_tenant_id,
  product: m.product_label,
  plan: m.plan,
  contract: m.contract,
  severity: m.severity,
  title: m.title,
  filed_at: m.filed,
  case_number: m.case_number,
  responded_at: m.answered_at,
  closed_at: m.field_closed_at,
  close_reason: m.field_close_reason,
};

/** The fields of a kind of row. */
export function fieldsOf(target: Target): TableField[] {
  return fields[target].map((field) => ({ id: field.replace('*', ''), needed: field.endsWith('*') }));
}

/** What people call a field. */
export function fieldName(id: string): string {
  return names[id]?.() ?? id;
}

/** What people call a kind of row. */
export function targetName(target: Target): string {
  return {
    'role-assignments': m.target_role_assignments,
    delegations: m.target_delegations,
    subscriptions: m.target_subscriptions,
    customers: m.target_customers,
    requests: m.nav_requests,
  }[target]();
}
