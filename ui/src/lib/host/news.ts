import { Channel } from '@tauri-apps/api/core';
import { commands, type News } from './bindings';

/** Hears of files that are dropped on the window and of the progress of imports and exports, from now until the window closes. */
export async function listen(hear: (news: News) => void): Promise<void> {
  const channel = new Channel<News>();
  channel.onmessage = hear;
  await commands.listen(channel);
}
