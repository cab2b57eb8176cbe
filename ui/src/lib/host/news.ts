import { Channel } from '@tauri-apps/api/core';
import { commands, type ImportNews } from './bindings';

/** Hears of files that are dropped on the window and of the progress of imports, from now until the window closes. */
export async function listenToImports(hear: (news: ImportNews) => void): Promise<void> {
  const channel = new Channel<ImportNews>();
  channel.onmessage = hear;
  await commands.importListen(channel);
}
