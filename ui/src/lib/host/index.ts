import { invoke } from '@tauri-apps/api/core';
import type { CommandError, Commands } from './types';

export type * from './types';

/** The shell's commands, and the only place of the window that knows how they are reached. */
export const host: Commands = {
  start: () => invoke('start'),
  settings_set: (settings) => invoke('settings_set', { settings }),
  today: () => invoke('today'),
  tenants: () => invoke('tenants'),
  tenant_add: (draft) => invoke('tenant_add', { draft }),
  tenant_set: (id, draft) => invoke('tenant_set', { id, draft }),
  tenant_remove: (id) => invoke('tenant_remove', { id }),
  tenant_undo_remove: (id) => invoke('tenant_undo_remove', { id }),
  contracts: () => invoke('contracts'),
  contract_add: (draft, secrets) => invoke('contract_add', { draft, secrets }),
  contract_set: (id, draft, secrets) => invoke('contract_set', { id, draft, secrets }),
  contract_remove: (id) => invoke('contract_remove', { id }),
  contract_undo_remove: (id) => invoke('contract_undo_remove', { id }),
  access_id_masks: () => invoke('access_id_masks'),
  copy_secret: (contract, field) => invoke('copy_secret', { contract, field }),
  reveal_secret: (contract, field) => invoke('reveal_secret', { contract, field }),
  requests: (state, offset, limit) => invoke('requests', { state, offset, limit }),
  request_log: (draft) => invoke('request_log', { draft }),
  request_set: (id, draft) => invoke('request_set', { id, draft }),
  request_respond: (id, at) => invoke('request_respond', { id, at }),
  request_close: (id, at, reason) => invoke('request_close', { id, at, reason }),
  request_remove: (id) => invoke('request_remove', { id }),
  request_undo_remove: (id) => invoke('request_undo_remove', { id }),
  request_show: (id) => invoke('request_show', { id }),
  answer: (question) => invoke('answer', { question }),
  topic: (id) => invoke('topic', { id }),
  vault_unlock: () => invoke('vault_unlock'),
};

/** The error a command was rejected with, or null for anything else that was thrown. */
export function commandError(thrown: unknown): CommandError | null {
  if (typeof thrown !== 'object' || thrown === null) return null;
  const { code, message } = thrown as Partial<CommandError>;
  return typeof code === 'string' && typeof message === 'object' ? (thrown as CommandError) : null;
}
