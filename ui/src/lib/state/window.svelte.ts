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
  /** The dialog that logs a request. */
  log: boolean;
  /** The dialog that asks for the passphrase or the recovery key. */
  unlock: boolean;
}>({ palette: false, shortcuts: false, request: null, tenant: null, contract: null, log: false, unlock: false });
