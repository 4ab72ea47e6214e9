import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '@skewline/runtime';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../codegen/src/model/json.ts';
import { convert } from '../src/convert.ts';
import { listed, typeIn, whyInvalid } from './support/wire.ts';

/** What omicron's hand-written conversions answer, as far as the types are of this package. */

const shared = process.env['SKEWLINE_SHARED'];
if (shared === undefined)
  throw new Error('SKEWLINE_SHARED is not set: see vitest.corpus.config.ts');
const all = JSON.parse(
  readFileSync(join(shared, 'oracle/sled-agent.cases.json'), 'utf8'),
) as Case[];

interface Case {
  readonly id: string;
  readonly from: string | number;
  readonly to: string | number;
  readonly type: string;
  readonly operation?: string;
  readonly input: Json;
  readonly expected?: Json;
  readonly expectedError?: {
    readonly status: number | null;
    readonly error_code: string;
    readonly message: string;
  };
}

const newest = listed.at(-1) ?? 0;

/** A type that is here under this name in the version that the case begins in. */
const ours = all.filter(({ type, from }) => {
  const version = Number(from);
  return version <= newest && typeIn(type, version, version) !== undefined;
});

/** Objects unordered, arrays ordered; a null member equals an absent one, as the oracle asks. */
function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutNulls(member)]));
}

describe('the oracle', () => {
  test('has 23 cases of our types', () => {
    const types = new Map<string, number>();
    for (const { type } of ours) types.set(type, (types.get(type) ?? 0) + 1);
    expect(Object.fromEntries(types)).toEqual({
      NetworkInterface: 8,
      ResolvedVpcFirewallRule: 1,
      InstanceSledLocalConfig: 11,
      DelegatedZvol: 1,
      ExternalIpConfig: 1,
      VmmSpec: 1,
    });
    expect(ours).toHaveLength(23);
  });

  test('has no other case of our operations', () => {
    const named = all.filter(({ operation }) => operation?.startsWith('vmm_') === true);
    expect(named.filter((one) => !ours.includes(one)).map(({ id }) => id)).toEqual([]);
  });

  test.each(ours.filter(({ expectedError }) => expectedError === undefined))('case $id', (one) => {
    const result = answer(one);
    expect(result).not.toBeInstanceOf(Refusal);
    const there = typeIn(one.type, Number(one.from), Number(one.to)) ?? '';
    expect(whyInvalid(there, Number(one.to), result)).toBeUndefined();
    // A valid value is JSON.
    expect(withoutNulls(result as Json)).toEqual(withoutNulls(one.expected ?? null));
  });

  test.each(ours.filter(({ expectedError }) => expectedError !== undefined))(
    'case $id is refused',
    (one) => {
      const result = answer(one);
      expect(result).toBeInstanceOf(Refusal);
      const { status, error_code: code, message = '' } = one.expectedError ?? {};
      expect(result).toMatchObject({ status, code, message: expect.stringContaining(message) });
      expect(message).not.toBe('');
    },
  );
});

function answer({ type, from, to, input, operation }: Case): unknown {
  expect(whyInvalid(type, Number(from), input)).toBeUndefined();
  const context = operation === undefined ? {} : { operation };
  return convert(type, { from: Number(from), to: Number(to) }, input, context);
}
