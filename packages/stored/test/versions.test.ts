import { readFile } from 'node:fs/promises';
import { Refusal } from '@skewline/runtime';
import { convert } from '@skewline/sled-agent-types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../codegen/src/model/json.ts';
import { arbitraryOf } from '../../codegen/test/support/arbitrary.ts';
import { afterTrip } from '../../sled-agent-types/test/support/losses.ts';
import { sayable } from '../../sled-agent-types/test/support/sayable.ts';
import {
  deepFreeze,
  listed,
  meaningOf,
  readApi,
  typeIn,
} from '../../sled-agent-types/test/support/wire.ts';
import { decode, type Decoded } from '../src/decode.ts';
import { encode } from '../src/encode.ts';
import { storedFile } from '../src/index.ts';
import { Fault } from '../src/problem.ts';
import type { Table } from '../src/table.ts';
import { newest, type Program, programOf } from './support/program.ts';
import { envelope, failed, place, problemIn, running } from './support/vmm.ts';

const api = await readApi();

/** Types that change, that are renamed, that begin late, and one that stays. */
const types = [
  'SledVmmState',
  'InstanceEnsureBody',
  'NetworkInterface',
  'Component',
  'ExternalIpConfig',
  'VpcFirewallRuleProtocol',
  'AttachedSubnets',
  'Board',
];

const numbers: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 1, max: 49 }),
  fc.constantFrom(...listed),
);

function valueOf(type: string, number: number): fc.Arbitrary<Json> {
  const version = api.versions.findLast(({ id }) => Number(id.text) <= number);
  const schema = version?.schemas.get(type)?.schema;
  if (version === undefined || schema === undefined) throw new Error(`no ${type}`);
  return arbitraryOf(schema, version);
}

/** A version, and a valid value of what the type is there. */
const stored = (type: string) =>
  numbers
    .map((number) => ({ number, name: typeIn(type, 49, number) }))
    .filter(({ name }) => name !== undefined)
    .chain(({ number, name = '' }) =>
      fc.record({
        number: fc.constant(number),
        name: fc.constant(name),
        value: fc.oneof(valueOf(name, number), valueOf(name, number).map(sayable)),
      }),
    );

function tableOf(type: string, program: Program = newest): Table {
  return { api: 'sled-agent', type, ...program, maxDepth: 128, maxBytes: 16 * 1024 * 1024 };
}

/** The text of a file. */
function textOf(type: string, number: number, value: unknown): Uint8Array {
  return Buffer.from(envelope({ type, version: `${String(number)}.0.0`, value }));
}

const orderOfFloating = 'the order of floating IPs, and that one was listed twice';

function outcomeOf(result: Decoded | Fault): unknown {
  return result instanceof Fault
    ? { code: result.code, message: result.message }
    : { ...result, value: plain(result.value) };
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('what any older version wrote', () => {
  test.each(types)('%s: is read as the conversions say, or refused as they refuse', (type) => {
    const seen = { read: 0, refused: 0 };
    fc.assert(
      fc.property(stored(type), ({ number, name, value }) => {
        const wanted = convert(name, { from: number, to: 49 }, value);
        const isRefused = wanted instanceof Refusal;
        seen[isRefused ? 'refused' : 'read'] += 1;
        const result = decode(tableOf(type), textOf(name, number, value));
        // The only losses on the way up that the history has.
        const losses = JSON.stringify(result).includes(orderOfFloating) ? [orderOfFloating] : [];
        const version = `${String(number)}.0.0`;
        expect(outcomeOf(result)).toEqual(
          isRefused
            ? { code: 'value_refused', message: wanted.message }
            : { version, value: plain(wanted), losses },
        );
      }),
      { numRuns: 150 },
    );
    expect(seen.read).toBeGreaterThan(30);
  });

  test('on a real disk', async () => {
    const { path, put } = place();
    await fc.assert(
      fc.asyncProperty(stored('InstanceEnsureBody'), async ({ number, name, value }) => {
        const wanted = convert(name, { from: number, to: 49 }, sayable(value));
        put(textOf(name, number, sayable(value)));
        const file = storedFile({ path, ...tableOf('InstanceEnsureBody') });
        const result = await file.read();
        expect(plain(result)).toMatchObject({ ok: true, value: plain(wanted) });
        expect(await file.write((result as { value: unknown }).value)).toMatchObject({ ok: true });
        expect(await file.read()).toMatchObject({ version: '49.0.0', value: plain(wanted) });
      }),
      { numRuns: 60 },
    );
  });

  test('a loss that a decision declares is reported', () => {
    const value = {
      type: 'v4',
      value: {
        source_nat: { ip: '10.0.0.1', first_port: 0, last_port: 16383 },
        ephemeral_ip: null,
        floating_ips: ['10.0.0.9', '10.0.0.2'],
      },
    };
    const result = decode(tableOf('ExternalIpConfig'), textOf('ExternalIpConfig', 12, value));
    expect(result).toMatchObject({
      version: '12.0.0',
      losses: [orderOfFloating],
    });
  });

  test('and only where there is something to lose', () => {
    const source_nat = { ip: '10.0.0.1', first_port: 0, last_port: 16_383 };
    const value = { source_nat, ephemeral_ip: null, floating_ips: ['10.0.0.2', '10.0.0.9'] };
    const text = textOf('ExternalIpConfig', 12, { type: 'v4', value });
    expect(decode(tableOf('ExternalIpConfig'), text)).toMatchObject({ losses: [] });
  });

  test('a type with another name then is read; others are not', async () => {
    const value = { type: 'serial_port', component: { num: 'com1' } };
    expect(decode(tableOf('Component'), textOf('ComponentV0', 18, value))).toMatchObject({ value });
    const wrong = decode(tableOf('Component'), textOf('Component', 18, value));
    expect(wrong).toMatchObject({ code: 'type_unknown' });
    const late = decode(tableOf('Component'), textOf('ComponentV0', 49, value));
    expect(late).toMatchObject({ code: 'type_unknown' });
  });
});

describe('what is written as an older version', () => {
  test.each(types)('%s: says the same to the older program and back, or is refused', (type) => {
    const seen = { written: 0, refused: 0 };
    const cases = fc.tuple(numbers, fc.oneof(valueOf(type, 49), valueOf(type, 49).map(sayable)));
    fc.assert(
      fc.property(cases, ([number, value]) => {
        const encoded = encode(tableOf(type), deepFreeze(value), String(number));
        if (encoded instanceof Fault) {
          seen.refused += 1;
          return encoded.code === 'unrepresentable';
        }
        seen.written += 1;
        // The program of that version takes it for its own …
        const name = typeIn(type, 49, number) ?? '';
        const older = tableOf(name, programOf(number));
        const read = decode(older, encoded.bytes);
        const direct = convert(type, { from: 49, to: number }, value);
        expect(plain(read)).toMatchObject({ version: `${String(number)}.0.0`, losses: [] });
        expect(plain((read as { value: unknown }).value)).toEqual(plain(direct));
        // … and the newest reads what it said, but for what is declared as lost.
        const back = decode(tableOf(type), encoded.bytes) as { value: Json };
        const said = encoded.losses.length > 0 ? afterTrip(value, 49, number) : value;
        expect(meaningOf(back.value)).toEqual(meaningOf(said));
        return true;
      }),
      { numRuns: 150 },
    );
    expect(seen.written).toBeGreaterThan(15);
  });

  test('a declared loss is reported', async () => {
    const { as, content } = place();
    expect(await as().write(failed, { as: '48' })).toMatchObject({
      ok: true,
      version: '48.0.0',
      losses: ['why a VMM failed: cause and detail'],
    });
    expect(JSON.parse(content())).toMatchObject({
      version: '48.0.0',
      since: '1.0.0',
      value: { vmm_state: { state: 'failed' } },
    });
    expect(await as().write(running(1), { as: '48' })).toMatchObject({ losses: [] });
  });

  test.each(['50', '0', '48.1.x', '', 'newest', '49.0.1'])('%j is no version', async (text) => {
    const { as } = place();
    const problem = problemIn(await as(newest, { as: text }).write(running(1)));
    expect(problem).toMatchObject({ code: 'version_unknown' });
    expect(await as(newest, { as: text }).write(running(1), { as: '49' })).toMatchObject({
      ok: true,
    });
  });

  test('a version that had no such type', async () => {
    const { as } = place();
    const file = as(newest, { type: 'AttachedSubnets' });
    const result = problemIn(await file.write({ subnets: [] } as never, { as: '17' }));
    expect(result).toMatchObject({ code: 'unrepresentable', version: '17.0.0' });
  });
});

describe('a program that is rolled back', () => {
  test('refuses what the newer one rewrote, and does not touch it', async () => {
    const { as, content } = place();
    const [before, after] = [as(programOf(48)), as()];
    await after.write(running(1), { as: '48' });
    expect(await before.read()).toMatchObject({ ok: true, version: '48.0.0' });
    await after.update((value) => value ?? running(0));
    const text = content();

    expect(problemIn(await before.read())).toMatchObject({
      code: 'version_newer',
      version: '49.0.0',
      newest: '44.0.0',
      message: expect.stringContaining(
        'in version 49.0.0, and the newest that this program knows is 44.0.0',
      ),
    });
    const value = { vmm_state: { gen: 2, state: 'running', time_updated: '2026-11-21T06:38:00Z' } };
    // Of version 48, where a state is a text.
    expect(problemIn(await before.write(value as never)).code).toBe('unreadable_there');
    expect(problemIn(await before.update(() => value as never)).code).toBe('version_newer');
    expect(content()).toBe(text);
  });

  test('reads what the newer one kept writing as its version', async () => {
    const { as } = place();
    const [before, after] = [as(programOf(48)), as(newest, { as: '48' })];
    const value = { vmm_state: { gen: 2, state: 'running', time_updated: '2026-11-21T06:38:00Z' } };
    expect(await before.write(value as never)).toMatchObject({ ok: true, version: '44.0.0' });
    expect(await after.update((now) => now ?? running(0))).toMatchObject({ version: '48.0.0' });
    expect(await before.read()).toMatchObject({ ok: true, value, version: '48.0.0' });
  });

  test('reads what the newer one wrote, where the type is still the same', async () => {
    const { as } = place();
    const [before, after] = [
      as(programOf(31), { type: 'NetworkInterface' }),
      as(newest, { type: 'NetworkInterface' }),
    ];
    const [value] = fc.sample(valueOf('NetworkInterface', 49).map(sayable), 1);
    expect(await after.write(value as never)).toMatchObject({ ok: true, version: '49.0.0' });
    expect(await before.read()).toMatchObject({ ok: true, value: plain(value), version: '49.0.0' });
    expect(await before.write(value as never)).toMatchObject({ ok: true, version: '31.0.0' });
  });

  test('does not believe a newer file that says since when it has not changed, where it has', () => {
    const text = envelope({ version: '50.0.0', since: '48.0.0' });
    expect(decode(tableOf('SledVmmState'), Buffer.from(text))).toMatchObject({
      code: 'version_newer',
    });
    const same = envelope({ version: '50.0.0', since: '49.0.0' });
    expect(decode(tableOf('SledVmmState'), Buffer.from(same))).toMatchObject({ version: '50.0.0' });
  });
});

test('whatever is in a file: a value or a problem, and the file stays', async () => {
  const { put, as, path } = place();
  const texts = fc.oneof(
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.json().map((text) => Buffer.from(text)),
    fc.tuple(fc.nat(), fc.string({ maxLength: 3 }), fc.nat(4)).map(([at, text, skip]) => {
      const whole = envelope({
        version: '48.0.0',
        value: { vmm_state: { gen: 1, state: 'failed', time_updated: '2026-11-21T06:38:00Z' } },
      });
      const start = at % whole.length;
      return Buffer.from(whole.slice(0, start) + text + whole.slice(start + skip));
    }),
    fc.json().map((value) => Buffer.from(envelope({ value: JSON.parse(value) as unknown }))),
  );
  await fc.assert(
    fc.asyncProperty(texts, async (bytes) => {
      put(bytes);
      const result = await as().read();
      expect(await readFile(path)).toEqual(bytes);
      if (result.ok) return;
      expect(problemIn(await as().write(running(1))).code).toBe('unreadable_there');
      expect(await readFile(path)).toEqual(bytes);
    }),
    { numRuns: 400 },
  );
});
