import { expect, it } from 'vitest';
import { Latest } from './latest';

type Asked = { question: string; answer: (text: string) => void; fail: (why: string) => void };

function asker(): { latest: Latest<string, string>; asked: Asked[]; shown: string[]; frame: () => void } {
  const asked: Asked[] = [];
  const shown: string[] = [];
  let frames: (() => void)[] = [];
  const latest = new Latest<string, string>(
    (question) => new Promise((answer, fail) => asked.push({ question, answer, fail })),
    (answer) => shown.push(answer),
    (thrown) => shown.push(`failed: ${String(thrown)}`),
    (run) => frames.push(run),
  );
  const frame = (): void => {
    const due = frames;
    frames = [];
    for (const run of due) run();
  };
  return { latest, asked, shown, frame };
}

const settle = (): Promise<void> => new Promise((done) => setTimeout(done));

it('asks once for the letters of one frame', () => {
  const { latest, asked, frame } = asker();
  for (const typed of ['r', 're', 'reo']) latest.put(typed);
  frame();
  expect(asked.map(({ question }) => question)).toEqual(['reo']);
});

it('drops an answer that was overtaken, whichever comes first', async () => {
  const { latest, asked, shown, frame } = asker();
  latest.put('old');
  frame();
  latest.put('new');
  frame();
  asked[1]?.answer('answer to new');
  asked[0]?.answer('answer to old');
  await settle();
  expect(shown).toEqual(['answer to new']);
});

it('drops a failure that was overtaken, and shows one that was not', async () => {
  const { latest, asked, shown, frame } = asker();
  latest.put('one');
  frame();
  latest.put('two');
  frame();
  asked[0]?.fail('first');
  asked[1]?.fail('second');
  await settle();
  expect(shown).toEqual(['failed: second']);
});

it('answers nothing once it was told to forget', async () => {
  const { latest, asked, shown, frame } = asker();
  latest.put('one');
  frame();
  latest.forget();
  asked[0]?.answer('late');
  await settle();
  expect(shown).toEqual([]);
});
