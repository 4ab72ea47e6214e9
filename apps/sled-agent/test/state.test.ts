import { Refusal } from '@skewline/runtime';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SledProblem } from '../src/problem.ts';
import { takeLock } from '../src/state/directory-lock.ts';
import { directoryProblem, type Opened, openState } from '../src/state/state-file.ts';
import { register } from '../src/vmm/register.ts';
import type { Vmm } from '../src/vmm/vmm.ts';
import { startedAt, toStart, vmmId } from './support/body.ts';
import { temporaryFolder } from './support/sled.ts';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const path = (): string => join(folder, 'sled.json');

async function opened(): Promise<Opened> {
  const found = await openState(folder);
  if (found instanceof SledProblem) throw new Error(found.message);
  return found;
}

function aVmm(): Vmm {
  const vmm = register(undefined, vmmId, toStart, startedAt);
  if (vmm instanceof Refusal) throw vmm;
  return { ...vmm, work: { kind: 'boot', dueAt: startedAt + 0.5, failure: null } };
}

describe('the state', () => {
  test('is read as it was written', async () => {
    const { file } = await opened();
    file.change({ vmms: [aVmm()], handedOver: [vmmId] });
    expect(await file.flush()).toBeNull();
    expect((await opened()).file.state).toEqual({
      power: 'on',
      vmms: [aVmm()],
      handedOver: [vmmId],
      nextStartFails: null,
    });
  });

  test('is on the disk when a flush is over, with all that was changed before it', async () => {
    const { file } = await opened();
    const flushes = Array.from({ length: 50 }, (_, index) => {
      file.change({ handedOver: [String(index)] });
      return file.flush();
    });
    file.change({ handedOver: ['last'] });
    const last = file.flush();
    await flushes[0];
    await last;
    expect((await opened()).file.state.handedOver).toEqual(['last']);
    expect(await Promise.all(flushes)).toEqual(flushes.map(() => null));
  });

  test.each(['', '{"api":"skewline-simulated-sled","type":"SledSt', '\0\0\0\0', 'hello'])(
    'that is damaged (%j) is lost, and kept beside',
    async (text) => {
      await writeFile(path(), text);
      const { file, lost } = await opened();
      expect(lost).toMatchObject({ ok: false });
      expect(file.state.vmms).toEqual([]);
      const aside = (await readdir(folder)).find((name) => name.includes('.unreadable-'));
      expect(await readFile(join(folder, aside ?? ''), 'utf8')).toBe(text);
      expect((await opened()).lost).toBeNull();
    },
  );

  test('whose tail is lost at any byte is no crash', async () => {
    const { file } = await opened();
    file.change({ vmms: [aVmm()] });
    await file.flush();
    const whole = await readFile(path());
    for (let length = 0; length < whole.length - 1; length += 97) {
      await writeFile(path(), whole.subarray(0, length));
      const { lost } = await opened();
      expect({ length, isLost: lost !== null }).toEqual({ length, isLost: true });
    }
  });

  test('of a newer version is refused, and stays', async () => {
    await opened();
    const text = (await readFile(path(), 'utf8')).replaceAll('1.0.0', '2.0.0');
    await writeFile(path(), text);
    expect(await openState(folder)).toMatchObject({ code: 'state_newer' });
    expect(await readFile(path(), 'utf8')).toBe(text);
  });

  test('of another program, or that makes no sense, is refused, and stays', async () => {
    await opened();
    const text = await readFile(path(), 'utf8');
    for (const wrong of [text.replace('"on"', '"half"'), text.replace('simulated', 'real')]) {
      await writeFile(path(), wrong);
      expect(await openState(folder)).toMatchObject({ code: 'state_unreadable' });
      expect(await readFile(path(), 'utf8')).toBe(wrong);
    }
  });

  test('in a place that is no folder is refused', async () => {
    expect(await directoryProblem(join(folder, 'none'))).toMatchObject({
      code: 'state_directory_missing',
    });
    await writeFile(path(), '');
    expect(await directoryProblem(path())).toMatchObject({ code: 'state_directory_missing' });
    expect(await directoryProblem(folder)).toBeNull();
  });

  test('that cannot be written is refused', async () => {
    // Whoever runs this may be root, who may write everything: but no file takes the place of a folder.
    await mkdir(path());
    expect(await openState(folder)).toBeInstanceOf(SledProblem);
  });
});

describe('a directory', () => {
  test('has one owner at a time', async () => {
    const lock = await takeLock(folder);
    expect(await takeLock(folder)).toMatchObject({
      code: 'state_in_use',
      message: `the state directory ${folder} is in use by process ${String(process.pid)}`,
    });
    if (!(lock instanceof SledProblem)) await lock.release();
    const next = await takeLock(folder);
    expect(next).not.toBeInstanceOf(SledProblem);
    if (!(next instanceof SledProblem)) await next.release();
  });
});
