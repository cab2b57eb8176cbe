import type { PackFacts } from '$lib/host';

/** What the form of a plan is for: to add one, to correct one, or to buy another in its place. */
export type PlanForm = { kind: 'buy' } | { kind: 'edit' | 'change'; id: string };

/** What is open over the page: the command palette, the list of shortcuts, and the record a dialog is about. */
export const open = $state<{
  palette: boolean;
  shortcuts: boolean;
  /** A request whose details are shown. */
  request: string | null;
  /** A tenant being edited; `new` for one being added. */
  tenant: string | null;
  /** A contract being edited; `new` for one being added. */
  contract: string | null;
  /** A person being edited; `new` for one being added. */
  person: string | null;
  /** A person whose roles and groups are shown. */
  personSheet: string | null;
  /** A security group whose members and roles are shown. */
  group: string | null;
  /** A subscription that is shown. */
  subscription: string | null;
  /** A person and a tenant whose ruling is shown. */
  ruling: { tenant: string; person: string; product: string | null } | null;
  /** A contract whose details are shown. */
  contractSheet: string | null;
  /** A plan whose details are shown. */
  plan: string | null;
  /** The form of a plan. */
  planForm: PlanForm | null;
  /** The dialog that logs a request. */
  log: boolean;
  /** The dialog that logs a request filed elsewhere. */
  logByHand: boolean;
  /** What is known for the portal's form, while its text is shown. */
  pack: PackFacts | null;
  /** The dialog that asks for the passphrase or the recovery key. */
  unlock: boolean;
  /** The dialog that makes a recovery key. */
  recovery: boolean;
}>({ palette: false, shortcuts: false, request: null, tenant: null, contract: null, person: null, personSheet: null, group: null, subscription: null, ruling: null, contractSheet: null, plan: null, planForm: null, log: false, logByHand: false, pack: null, unlock: false, recovery: false });
