import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { storedFile } from '../src/index.ts';
import { type Note, notes } from './support/notes.ts';
import { place } from './support/vmm.ts';

const child = (name: string, ...input: readonly string[]): string[] => [
  '--conditions=skewline-source',
  join(import.meta.dirname, 'support/children', `${name}.ts`),
  ...input,
];

describe('a writer that is killed', () => {
  test('leaves a whole file, at random moments', async () => {
    const { path, folder } = place();
    const file = storedFile<Note>({ ...notes, path });
    const size = 300_000;
    let next = 0;
    let leftOvers = 0;
    for (let kills = 0; kills < 30; kills += 1) {
      const writer = spawn(process.execPath, child('writer', path, String(next), String(size)));
      const closed = once(writer, 'close');
      let written = -1;
      writer.stdout.setEncoding('utf8').on('data', (lines: string) => {
        written = Number(lines.trim().split('\n').at(-1));
      });
      await once(writer.stdout, 'data');
      await wait(Math.random() * 40);
      writer.kill('SIGKILL');
      await closed;

      const found = await file.read();
      if (!found.ok || found.value === undefined) throw new Error(JSON.stringify(found));
      const generation = found.value.number;
      // What it said that it had written is there, or the one that it was writing.
      expect([written, written + 1]).toContain(generation);
      expect(found.value.text).toBe(String(generation % 10).repeat(size));
      next = generation + 1;
      leftOvers = readdirSync(folder).length - 1;
    }
    // Young left-overs stay; nobody takes them for anything.
    expect(await file.write({ number: -1, text: '' })).toMatchObject({ ok: true });
    const names = readdirSync(folder);
    expect(names).toHaveLength(leftOvers + 1);
    for (const name of names) utimesSync(join(folder, name), 1, 1);
    expect(await file.write({ number: -1, text: '' })).toMatchObject({ ok: true });
    expect(readdirSync(folder)).toEqual(['vmm.json']);
  });

  test.each([
    ['a file that is in order', true],
    ['one that cannot be read', false],
  ])('leaves the old file or the new one, at every step: %s', async (_, isGood) => {
    const { path, folder, put, content } = place();
    const file = storedFile<Note>({ ...notes, path });
    await file.write({ number: 1, text: '' });
    const before = isGood ? content() : content().slice(0, 40);
    const steps: string[] = [];
    for (let step = 1; steps.at(-1) !== 'done'; step += 1) {
      for (const name of readdirSync(folder)) rmSync(join(folder, name));
      put(before);
      const { stdout } = await promisify(execFile)(
        process.execPath,
        child('dies-at', path, String(step)),
      ).catch((error: unknown) => error as { stdout: string }); // of execFile: it was killed
      steps.push(stdout.trim());

      const after = content();
      const isNew = after !== before;
      const found = await file.read();
      expect([steps, isNew, found]).toMatchObject([
        steps,
        isNew,
        isNew ? { value: { number: 2 } } : { ok: isGood },
      ]);
      const aside = readdirSync(folder).filter((name) => name.includes('.unreadable-'));
      for (const name of aside) expect(readFileSync(join(folder, name), 'utf8')).toBe(before);
      // Perhaps also where it died before the file was replaced.
      expect(aside.length).toBeGreaterThanOrEqual(isNew && !isGood ? 1 : 0);
    }
    // It did die where it matters.
    const aside = isGood ? [] : ['link', 'open', 'sync'];
    const last = ['writeFile', 'sync', ...aside, 'rename', 'open', 'sync', 'done'];
    expect(steps.slice(steps.indexOf('writeFile'))).toEqual(last);
  });
});

test('two processes at once: whoever renames last, and whoever reads', async () => {
  const { path } = place();
  const file = storedFile<Note>({ ...notes, path });
  const writers = [0, 5].map((first) =>
    spawn(process.execPath, child('writer', path, String(first), '100000')),
  );
  await Promise.all(writers.map(async ({ stdout }) => await once(stdout, 'data')));
  const seen = new Set<number>();
  for (let reads = 0; reads < 300 || seen.size < 20; reads += 1) {
    const found = await file.read();
    if (!found.ok || found.value === undefined) throw new Error(JSON.stringify(found));
    const { number, text } = found.value;
    expect(text).toBe(String(number % 10).repeat(100_000));
    seen.add(number);
  }
  for (const writer of writers) {
    writer.kill('SIGKILL');
    await once(writer, 'close');
  }
});
