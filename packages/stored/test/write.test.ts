import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { storedFile } from '../src/index.ts';
import { isRoot } from './support/folder.ts';
import { newest } from './support/program.ts';
import { envelope, failed, place, problemIn, running, time } from './support/vmm.ts';

describe('what is written', () => {
  test('is one document and a line feed, and comes back', async () => {
    const { as, content, folder } = place();
    expect(await as().write(running(7))).toEqual({
      ok: true,
      value: running(7),
      version: '49.0.0',
      losses: [],
    });
    expect(content()).toBe(
      '{"api":"sled-agent","type":"SledVmmState","version":"49.0.0","since":"49.0.0","value":' +
        `{"vmm_state":{"gen":7,"state":{"kind":"running"},"time_updated":"${time}"}}}\n`,
    );
    expect(await as().read()).toMatchObject({ ok: true, value: running(7), version: '49.0.0' });
    expect(readdirSync(folder)).toEqual(['vmm.json']);
  });

  test('says since when its type is as it is', async () => {
    const { as, content } = place();
    await as(newest, { type: 'Generation' }).write(1 as never);
    expect(JSON.parse(content())).toMatchObject({ version: '49.0.0', since: '1.0.0' });
    await as(newest, { type: 'NvmeDisk', as: '48' }).write({
      backend_id: { Name: 'x' },
      pci_path: { bus: 0, device: 1, function: 0 },
      serial_number: Array.from({ length: 20 }, () => 0),
      has_write_cache: false,
    } as never);
    expect(problemIn(await as().read())).toMatchObject({ code: 'other_type' });
  });

  test('is the value as it was when write was called', async () => {
    const { as } = place();
    const value = running(1);
    const write = as().write(value);
    value.vmm_state.gen = 2;
    await write;
    expect(await as().read()).toMatchObject({ value: running(1) });
  });

  test('by a URL too', async () => {
    const { path } = place();
    const file = storedFile({
      ...newest,
      path: pathToFileURL(path),
      api: 'sled-agent',
      type: 'Vni',
    });
    expect(await file.write(100)).toMatchObject({ ok: true });
    expect(await file.read()).toMatchObject({ value: 100 });
  });

  test.each([
    ['too many bytes', { maxBytes: 200 }, 'too_large'],
    ['too deep', { maxDepth: 3 }, 'too_deep'],
  ])('could not be read again: %s', async (_, options, code) => {
    const { as, put, content } = place();
    put(envelope());
    expect(problemIn(await as(newest, options).write(failed))).toMatchObject({ code });
    expect(content()).toBe(envelope());
    expect(await as(newest, { maxBytes: 400, maxDepth: 4 }).write(failed)).toMatchObject({
      ok: true,
    });
    expect(await as(newest, { maxBytes: 400, maxDepth: 4 }).read()).toMatchObject({ ok: true });
  });
});

describe('what the file was before', () => {
  test.each([0o600, 0o640, 0o664])('mode %o stays', async (mode) => {
    const { path, as, put } = place();
    put(envelope());
    chmodSync(path, mode);
    await as().write(running(2));
    expect(statSync(path).mode & 0o777).toBe(mode);
  });

  test('a new file has the mode of any new file', async () => {
    const { path, folder, as } = place();
    writeFileSync(join(folder, 'usual'), '');
    await as().write(running(1));
    expect(statSync(path).mode).toBe(statSync(join(folder, 'usual')).mode);
  });

  test.runIf(isRoot)('its owner stays', async () => {
    const { path, as, put } = place();
    put(envelope());
    const { chownSync } = await import('node:fs');
    chownSync(path, 1234, 5678);
    await as().write(running(2));
    expect(statSync(path)).toMatchObject({ uid: 1234, gid: 5678 });
  });

  test.skipIf(isRoot)('a file that may not be written is not replaced', async () => {
    const { path, as, put, content } = place();
    put(envelope());
    chmodSync(path, 0o444);
    expect(problemIn(await as().write(running(2))).code).toBe('not_permitted');
    expect(content()).toBe(envelope());
  });

  test.each(['relative', 'absolute', 'dangling'])('a %s link stays one', async (kind) => {
    const { folder, path, as } = place();
    const { path: real } = place('elsewhere');
    if (kind !== 'dangling') writeFileSync(real, envelope());
    const link = kind === 'relative' ? relative(folder, real) : real;
    symlinkSync('again.json', path);
    symlinkSync(link, join(folder, 'again.json'));
    expect(await as().write(running(2))).toMatchObject({ ok: true });
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readlinkSync(join(folder, 'again.json'))).toBe(link);
    expect(JSON.parse(readFileSync(real, 'utf8'))).toMatchObject({ value: running(2) });
    expect(readdirSync(dirname(real))).toEqual([basename(real)]);
    expect(readdirSync(folder)).toHaveLength(2);
    expect(await as().read()).toMatchObject({ value: running(2) });
  });

  test('a folder that is a link', async () => {
    const { folder, as } = place();
    const { folder: above } = place('above');
    symlinkSync(relative(above, folder), join(above, 'link'));
    const file = as(newest, { path: join(above, 'link', 'vmm.json') });
    expect(await file.write(running(1))).toMatchObject({ ok: true });
    expect(await as().read()).toMatchObject({ value: running(1) });
  });
});

describe('setting aside', () => {
  test.each([
    ['a newer file', envelope({ version: '50.0.0' })],
    ['a broken one', envelope().slice(0, 50)],
    ['an empty one', ''],
    ["another API's", envelope({ api: 'nexus' })],
    ['one that is too large', `${envelope()}${' '.repeat(5000)}`],
  ])('%s stays under another name', async (_, before) => {
    const { folder, path, as, put, content } = place();
    put(before);
    const file = as(newest, { maxBytes: 4000 });
    const refused = problemIn(await file.write(running(2)));
    expect(refused).toMatchObject({ code: 'unreadable_there', because: { ok: false } });
    expect(refused.message).toContain(refused.because?.message.replace(/^.*vmm\.json[^:]*: /, ''));
    expect(content()).toBe(before);

    const written = await file.write(running(2), { setAside: true });
    const names = readdirSync(folder).sort();
    expect(names).toEqual([
      'vmm.json',
      expect.stringMatching(/^vmm\.json\.unreadable-\d{8}T\d{6}Z-[0-9a-f]{8}$/),
    ]);
    const aside = join(folder, names[1] ?? '');
    expect(written).toMatchObject({ ok: true, setAside: aside });
    expect(readFileSync(aside, 'utf8')).toBe(before);
    expect(await file.read()).toMatchObject({ value: running(2) });
    expect(statSync(aside).nlink).toBe(1);

    // It can be put back: nothing of it has changed.
    renameSync(aside, path);
    expect(content()).toBe(before);
  });

  test('leaves a file that can be read where it is', async () => {
    const { folder, as, put } = place();
    put(envelope());
    const written = await as().write(running(2), { setAside: true });
    expect(written).not.toHaveProperty('setAside');
    expect(readdirSync(folder)).toEqual(['vmm.json']);
  });
});

describe('what writers that died have left', () => {
  const hour = 60 * 60 * 1000;
  test.each([
    ['old and ours', 'vmm.json.writing-0123456789abcdef', 2 * hour, false],
    ['of a writer that may be alive', 'vmm.json.writing-0123456789abcdef', hour / 2, true],
    ['with a time to come', 'vmm.json.writing-0123456789abcdef', -2 * hour, true],
    ["another file's", 'vmm2.json.writing-0123456789abcdef', 2 * hour, true],
    ['with a name that we do not give', 'vmm.json.writing-0123', 2 * hour, true],
    ['set aside', 'vmm.json.unreadable-20261121T063800Z-01234567', 2 * hour, true],
    ['a backup', 'vmm.json.bak', 2 * hour, true],
  ])('%s', async (_, name, age, stays) => {
    const { folder, as } = place();
    const path = join(folder, name);
    writeFileSync(path, '{"api":');
    const then = (Date.now() - age) / 1000;
    utimesSync(path, then, then);
    await as().read();
    expect(readdirSync(folder)).toEqual([name]);
    expect(await as().write(running(1))).toMatchObject({ ok: true });
    expect(readdirSync(folder).sort()).toEqual(stays ? ['vmm.json', name].sort() : ['vmm.json']);
  });
});

/** One of them after the other. */
function at<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('there are none');
  return item;
}

describe('several at once', () => {
  test('writes of one process follow each other, in the order of the calls', async () => {
    const { folder, as } = place();
    // Two programs' worth of objects for one path.
    const files = [as(), as()];
    const writes = Array.from({ length: 40 }, (_, gen) => at(files, gen).write(running(gen)));
    const reads = Array.from({ length: 40 }, () => as().read());
    for (const result of await Promise.all(writes)) expect(result).toMatchObject({ ok: true });
    for (const result of await Promise.all(reads)) expect(result).toMatchObject({ ok: true });
    expect(await as().read()).toMatchObject({ value: running(39) });
    expect(readdirSync(folder)).toEqual(['vmm.json']);
  });

  test('no update is lost', async () => {
    const { as } = place();
    const files = [as(), as()];
    const updates = Array.from({ length: 50 }, (_, index) =>
      at(files, index).update(async (value) => {
        await Promise.resolve();
        return running((value?.vmm_state.gen ?? 0) + 1);
      }),
    );
    for (const result of await Promise.all(updates)) expect(result).toMatchObject({ ok: true });
    expect(await as().read()).toMatchObject({ value: running(50) });
  });

  test('two files do not wait for each other', async () => {
    const [one, other] = [place(), place()];
    const result = await one.as().update(async () => {
      expect(await other.as().write(running(2))).toMatchObject({ ok: true });
      return running(1);
    });
    expect(result).toMatchObject({ ok: true, value: running(1) });
  });
});

describe('update', () => {
  test('converts what an older program wrote, and says what that lost', async () => {
    const { put, as, content } = place();
    const value = { vmm_state: { gen: 1, state: 'failed', time_updated: time } };
    put(envelope({ version: '3.0.0', value }));
    const result = await as().update((old) => {
      expect(old?.vmm_state.state).toEqual({ kind: 'failed', cause: 'unspecified', detail: null });
      return failed;
    });
    expect(result).toEqual({ ok: true, value: failed, version: '49.0.0', losses: [] });
    expect(JSON.parse(content())).toMatchObject({ version: '49.0.0', value: failed });
  });

  test('does not begin where the file cannot be read', async () => {
    const { put, as, content } = place();
    put(envelope({ version: '50.0.0' }));
    const result = await as().update(() => expect.fail('asked'));
    expect(problemIn(result).code).toBe('version_newer');
    expect(content()).toBe(envelope({ version: '50.0.0' }));
  });

  test('passes an exception on, writes nothing, and the next one is not held up', async () => {
    const { folder, as } = place();
    const update = as().update(() => {
      throw new Error('mine');
    });
    const next = as().write(running(2));
    await expect(update).rejects.toThrow('mine');
    expect(await next).toMatchObject({ ok: true });
    expect(readdirSync(folder)).toEqual(['vmm.json']);
  });

  test('refuses a value that is not valid', async () => {
    const { folder, as } = place();
    const result = await as().update(() => running(-1));
    expect(problemIn(result)).toMatchObject({
      code: 'value_invalid',
      pointer: '/value/vmm_state/gen',
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('would wait for itself for ever: that is said at once', async () => {
    const { as } = place();
    const update = as().update(async () => {
      await as().write(running(1));
      return running(2);
    });
    await expect(update).rejects.toThrow('from inside its own update');
    // What an update has begun and not waited for may write when that is over.
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let later: Promise<unknown> | undefined;
    await as().update(() => {
      later = gate.then(() => as().write(running(4)));
      return running(3);
    });
    open();
    expect(await later).toMatchObject({ ok: true });
    expect(await as().read()).toMatchObject({ value: running(4) });
  });
});
