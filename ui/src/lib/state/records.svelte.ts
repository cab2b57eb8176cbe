import { host, type Contract, type RecordType, type Tenant } from '$lib/host';
import { m } from '$lib/paraglide/messages';
import { app } from './app.svelte';
import { attempt, say } from './toasts.svelte';

type Kind = keyof typeof removing;

/** The tenants and contracts of the register, as last read. */
class Records {
  tenants = $state.raw<Tenant[] | null>(null);
  contracts = $state.raw<Contract[] | null>(null);
  /** Contract id to masked Access ID, while the vault is unlocked. */
  masks = $state.raw<Record<string, string>>({});
  /** Counts the changes, so that what was read before can be read again. */
  version = $state(0);

  /** Reads tenants and contracts, and what may be shown of Access IDs. */
  async load(): Promise<void> {
    const [tenants, contracts] = await Promise.all([host.tenants(), host.contracts()]);
    this.tenants = tenants;
    this.contracts = contracts;
  }

  /** Reads the masked Access IDs; the vault decides whether there are any. */
  async loadMasks(): Promise<void> {
    this.masks = await host.accessIdMasks();
  }

  /** After a change to the register. Requests are read by their screens, a page at a time. */
  async changed(type: Kind): Promise<void> {
    this.version += 1;
    await Promise.all([type === 'request' || type === 'plan-purchase' ? undefined : this.load(), app.refresh()]);
  }

  /** Removes a record and offers to take that back. */
  async remove(type: Kind, id: string, name: string): Promise<boolean> {
    return attempt(async () => {
      await removing[type](id);
      await this.changed(type);
      say(m.removed({ name }), { label: m.undo(), run: () => void this.undoRemove(type, id, name) }, { subject: id });
    });
  }

  /** Brings a removed record back. */
  async undoRemove(type: Kind, id: string, name: string): Promise<void> {
    await attempt(async () => {
      await restoring[type](id);
      await this.changed(type);
      say(m.restored({ name }));
    });
  }
}

const removing = {
  tenant: host.tenantRemove,
  contract: host.contractRemove,
  request: host.requestRemove,
  'plan-purchase': host.planRemove,
  person: host.personRemove,
  group: host.groupRemove,
  membership: host.membershipRemove,
  'role-assignment': host.roleRevoke,
};
const restoring = {
  tenant: host.tenantUndoRemove,
  contract: host.contractUndoRemove,
  request: host.requestUndoRemove,
  'plan-purchase': host.planUndoRemove,
  person: host.personUndoRemove,
  group: host.groupUndoRemove,
  membership: host.membershipUndoRemove,
  'role-assignment': host.roleUndoRevoke,
};

/** Whether records of a type can be brought back from here. */
export function restorable(type: RecordType): type is Kind {
  return type in restoring;
}

export const records = new Records();
