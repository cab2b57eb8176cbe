import { host, type Role } from '$lib/host';

/** The roles of the edition, read once. */
class Roles {
  all = $state.raw<Role[]>([]);

  async load(): Promise<void> {
    if (this.all.length === 0) this.all = await host.roles();
  }

  /** The name of a role by its key or id; what was given when it is not known. */
  name(key: string): string {
    return this.all.find((role) => role.key === key || role.id === key)?.name ?? key;
  }
}

export const roles = new Roles();
