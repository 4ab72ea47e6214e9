import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '@skewline/runtime';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { readTree } from '../../src/read/package-files.ts';
import { run } from '../cli/run.ts';
import { compilerMessages } from '../emit/compile.ts';
import type { Ferry as DomainFerry } from './fixtures/ferry/src/domain.ts';
import type { EngineRow, FerryRow } from './fixtures/ferry/src/row-types.ts';
import type { Ferry as WireFerry } from './fixtures/ferry/src/wire-types.ts';

const ferry = join(import.meta.dirname, 'fixtures/ferry');

async function copy(): Promise<string> {
  // Where git ignores it, and the runtime is found.
  const folder = await mkdtemp(join(import.meta.dirname, '../plan/.built-'));
  await cp(ferry, folder, { recursive: true });
  return folder;
}

/** Everything that a compiler has to see. */
async function sources(folder: string): Promise<Map<string, string>> {
  const files = (await readTree(join(folder, 'src'))) ?? [];
  const typed = files.filter(({ path }) => path.endsWith('.ts'));
  return new Map(typed.map(({ path, text }) => [`src/${path}`, text ?? '']));
}

interface Wire {
  upFerry(from: WireFerry, context: object): DomainFerry | Refusal;
  downFerry(from: DomainFerry, context: object): WireFerry | Refusal;
  upStopListToRoute(from: string[]): readonly string[];
  downRouteToStopList(from: readonly string[]): string[];
}
interface Row {
  upFerryToFerryRow(from: DomainFerry, context: object): FerryRow | Refusal;
  upEngineToEngineRow(from: DomainFerry['engines'][number]): EngineRow;
}

let folder = '';
let generated = { code: -1, output: '', errors: '' };
// What emit/shims.ts writes for the fixture.
let wire = {} as Wire;
let row = {} as Row;

beforeAll(async () => {
  folder = await copy();
  generated = await run(['generate'], { folder });
  const load = (path: string): Promise<object> =>
    import(join(folder, 'src', path)) as Promise<object>;
  wire = {
    ...(await load('wire/generated/domain/up.ts')),
    ...(await load('wire/generated/domain/down.ts')),
  } as Wire;
  row = (await load('row/generated/row/up.ts')) as Row;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('two representations', () => {
  test('are generated with the conversions that are asked for, and nothing of versions', async () => {
    expect([generated.code, generated.errors]).toEqual([0, '']);
    await expect(generated.output).toMatchFileSnapshot('golden/generate.txt');
    expect(await readdir(join(folder, 'src/wire/generated'), { recursive: true })).toEqual(
      expect.arrayContaining([
        'wire2/types.ts',
        'domain/types.ts',
        'domain/up.ts',
        'domain/down.ts',
      ]),
    );
    // Only `up` is asked for.
    expect((await readdir(join(folder, 'src/row/generated/row'))).sort()).toEqual([
      'types.ts',
      'up.ts',
    ]);
    const files = [...(await sources(folder))].filter(([path]) => path.includes('/generated/'));
    expect(files.length).toBe(9);
    expect(files.filter(([, text]) => /version/i.test(text)).map(([path]) => path)).toEqual([]);
  });

  test('take their types from where they are declared, and no more of them than needed', async () => {
    const text = await readFile(join(folder, 'src/row/generated/domain/types.ts'), 'utf8');
    expect(text.split('\n')[1]).toBe("export type { Engine, Ferry } from '../../../domain.ts';");
  });

  test('compile with their decisions, read-only types included', async () => {
    expect(compilerMessages(await sources(folder))).toEqual([]);
  });

  test.each([
    ["'FerryState(scrapped)': refuse(410, 'the ferry is scrapped'),", '', 'FerryState(scrapped)'],
    ['down: {', "down: { 'FerryState(sunk)': () => 'broken',", 'FerryState(sunk)'],
    ["drop('why it is broken', 'broken')", "drop('why it is broken', 'sunk')", 'sunk'],
  ])('do not compile with %s as %s', async (decision, instead, named) => {
    const files = await sources(folder);
    const path = 'src/wire/decisions.ts';
    const text = files.get(path) ?? '';
    expect(text).toContain(decision);
    const broken = new Map(files).set(path, text.replace(decision, instead));
    expect(compilerMessages(broken).join('\n')).toContain(named);
  });
});

const wireFerry = (state: WireFerry['state'] = 'sailing'): WireFerry => ({
  ferry_id: 'f1',
  state,
  time_updated: '2026-11-21T06:39:43Z',
  stops: ['north', 'south'],
  engines: [{ engine_number: 1, last_check: null }],
});
const domainFerry: DomainFerry = {
  ferryId: 'f1',
  state: { kind: 'sailing' },
  timeUpdated: '2026-11-21T06:39:43Z',
  stops: ['north', 'south'],
  engines: [{ engineNumber: 1, lastCheck: null }],
};

describe('values cross', () => {
  test('whatever the spelling of a property, at any depth', () => {
    expect(wire.upFerry(wireFerry(), {})).toEqual(domainFerry);
    expect(wire.downFerry(domainFerry, {})).toEqual(wireFerry());
    expect(wire.upFerry({ ...wireFerry(), captain_name: 'Ada' }, {})).toEqual({
      ...domainFerry,
      captainName: 'Ada',
    });
  });

  test('with a tag on one side and a word on the other; the rest is decided', () => {
    expect(wire.upFerry(wireFerry('loading'), {})).toMatchObject({ state: { kind: 'loading' } });
    expect(wire.upFerry(wireFerry('broken'), {})).toMatchObject({
      state: { kind: 'broken', reason: 'unknown' },
    });
    const refused = wire.upFerry(wireFerry('scrapped'), {});
    expect(refused).toMatchObject({
      status: 410,
      message: 'the ferry is scrapped',
      path: ['state'],
    });
    expect(
      wire.downFerry({ ...domainFerry, state: { kind: 'broken', reason: 'hull' } }, {}),
    ).toMatchObject({ state: 'broken' });
  });

  test('into a row, which has a column where the domain has a member of a state', () => {
    const broken: DomainFerry = {
      ...domainFerry,
      captainName: 'Ada',
      state: { kind: 'broken', reason: 'hull' },
    };
    const { engines: _, ...rest } = wireFerry('broken');
    expect(row.upFerryToFerryRow(broken, {})).toEqual({
      ...rest,
      break_reason: 'hull',
      captain_name: 'Ada',
    });
    expect(row.upFerryToFerryRow(domainFerry, {})).toMatchObject({
      state: 'sailing',
      break_reason: null,
      captain_name: null,
    });
    expect(row.upEngineToEngineRow({ engineNumber: 2, lastCheck: 'x' })).toEqual({
      engine_number: 2,
      last_check: 'x',
    });
  });

  test('also where a pair needs no conversion, unchanged parts being shared', () => {
    const stops = ['a'];
    expect(wire.upStopListToRoute(stops)).toBe(stops);
    expect(wire.downRouteToStopList(stops)).toBe(stops);
    const from = wireFerry();
    expect(wire.upFerry(from, {})).toHaveProperty('stops', from.stops);
  });

  test('there and back without a loss, but for the one that is declared', () => {
    const states = fc.constantFrom<DomainFerry['state']>(
      { kind: 'loading' },
      { kind: 'sailing' },
      { kind: 'broken', reason: 'unknown' },
    );
    const ferries = fc.record(
      {
        ferryId: fc.uuid(),
        state: states,
        timeUpdated: fc.string(),
        captainName: fc.string(),
        stops: fc.array(fc.string()),
        engines: fc.array(
          fc.record({ engineNumber: fc.nat(), lastCheck: fc.option(fc.string(), { nil: null }) }),
        ),
      },
      { requiredKeys: ['ferryId', 'state', 'timeUpdated', 'stops', 'engines'] },
    );
    fc.assert(
      fc.property(ferries, (one) => {
        const below = wire.downFerry(one, {});
        if (below instanceof Refusal) return false;
        expect(wire.upFerry(below, {})).toEqual(one);
        return true;
      }),
    );
  });
});

describe('the command line', () => {
  test('sees what a representation was generated from', async () => {
    const other = await copy();
    try {
      expect((await run(['generate'], { folder: other })).code).toBe(0);
      expect((await run(['check'], { folder: other })).output).toBe(
        'wire: all generated files are up to date\nrow: all generated files are up to date\n',
      );
      const rows = join(other, 'src/row-types.ts');
      await writeFile(rows, (await readFile(rows, 'utf8')).replace('captain_name', 'captain'));
      const stale = await run(['check'], { folder: other });
      expect(stale.code).toBe(4);
      expect(stale.output).toContain(
        'wire: all generated files are up to date\nrow: 2 generated files not up to date',
      );
      const document = join(other, 'wire.json');
      await writeFile(document, (await readFile(document, 'utf8')).replace('"scrapped"', '"sunk"'));
      expect((await run(['check'], { folder: other })).output).toContain('wire: 2 generated files');
    } finally {
      await rm(other, { recursive: true });
    }
  });

  test('explains a hole between representations', async () => {
    const { code, output } = await run(['explain', 'domain', 'FerryState', '--api', 'wire'], {
      folder,
    });
    expect(code).toBe(0);
    await expect(output).toMatchFileSnapshot('golden/explain.txt');
    const unknown = await run(['explain', 'row', 'FerryState', '--api', 'wire'], { folder });
    expect(unknown.errors).toContain('there is no step to row');
  });

  test.each<[string, (one: JsonObject) => JsonObject, string]>([
    [
      'a pair of a type that is not there',
      (one) => ({ ...one, pairs: { Ferry: 'Ferry', Boat: 'Ferry' } }),
      'type_unknown: wire2 has no type Boat, which the representation wire pairs',
    ],
    [
      'a module that is not there',
      (one) => ({ ...one, to: { name: 'domain', document: 'domain.json', module: './domain.ts' } }),
      'config_invalid: the module of domain does not exist: ./domain.ts',
    ],
    [
      'a document that is not there',
      (one) => ({
        ...one,
        to: { name: 'domain', document: 'nowhere.json', module: '@ferry/domain' },
      }),
      'file_unreadable: nowhere.json does not exist',
    ],
  ])('refuses %s', async (_, change, message) => {
    const other = await copy();
    try {
      const path = join(other, 'skewline.json');
      // It is the fixture's, which has this member.
      const { representations } = JSON.parse(await readFile(path, 'utf8')) as {
        representations: JsonObject[];
      };
      const [first = {}] = representations;
      await writeFile(path, JSON.stringify({ representations: [change(first)] }));
      const { code, errors } = await run(['generate'], { folder: other });
      expect(code).toBe(100);
      expect(errors).toContain(message);
    } finally {
      await rm(other, { recursive: true });
    }
  });
});
