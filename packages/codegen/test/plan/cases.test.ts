import { climb, type Epoch, Refusal } from '@skewline/runtime';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { findingsOf } from '../../src/plan/findings.ts';
import type { HoleReason, Plan } from '../../src/plan/plan.ts';
import { compilerMessages } from '../emit/compile.ts';
import { cases } from './cases.ts';
import { testPackage } from './package.ts';

function document(version: string, side: 'before' | 'after'): { file: string; text: string } {
  const schemas = Object.fromEntries(Object.entries(cases).map(([name, one]) => [name, one[side]]));
  const info = { title: 'cases', version };
  return {
    file: `${version}.json`,
    text: JSON.stringify({ openapi: '3.0.3', info, paths: {}, components: { schemas } }),
  };
}

function decisions(): string {
  const side = (direction: 'up' | 'down'): string =>
    Object.values(cases)
      .flatMap((one) => Object.entries(one[direction] ?? {}))
      .map(([key, code]) => `${JSON.stringify(key)}: ${code},`)
      .join('\n');
  return [
    "import { constant, refusal, refuse, rename } from '@skewline/runtime';",
    "import type { Decisions } from './generated/decisions.ts';",
    `export const decisions: Decisions = { v2: { up: {\n${side('up')}\n}, down: {\n${side('down')}\n} } };`,
  ].join('\n');
}

const built = testPackage([document('1.0.0', 'before'), document('2.0.0', 'after')], decisions());
const [step] = built.planned.steps;
let epochs: readonly Epoch[] = [];

beforeAll(async () => {
  // What emit/conversions.ts writes.
  const module = (await built.load('generated/conversions.ts')) as { epochs: readonly Epoch[] };
  epochs = module.epochs;
});

describe('a step', () => {
  test('reads and plans without a problem', () => {
    expect(built.problems).toEqual([]);
  });

  test('compiles with its decisions', () => {
    expect(compilerMessages(built.sources)).toEqual([]);
  });

  const findings = step === undefined ? [] : findingsOf(step);

  for (const [name, one] of Object.entries(cases)) {
    describe(`type ${name}`, () => {
      test('changes', () => {
        const found = findings.filter(({ subject }) => subject.name === name);
        expect(found.map(({ message }) => message)).toEqual(one.changes);
      });

      test('holes', () => {
        const keys = (direction: 'up' | 'down'): string[] =>
          (step?.[direction].holes ?? []).filter(({ type }) => type === name).map(({ key }) => key);
        expect(keys('up')).toEqual(Object.keys(one.up ?? {}));
        expect(keys('down')).toEqual(Object.keys(one.down ?? {}));
      });

      test.each(one.values)('$direction $from', ({ direction, from, to, refused }) => {
        const version = direction === 'up' ? 0 : 1;
        const start = epochs.findIndex(
          ({ type, first, last }) => type === name && first <= version && version <= last,
        );
        const before = JSON.stringify(from);
        const answer = climb(epochs, start, 1 - version, from, {});
        const said =
          answer instanceof Refusal ? { message: answer.message, path: answer.path } : undefined;
        // As text: `__proto__` members would not count otherwise.
        const value = to === undefined ? undefined : sorted(answer as Json);
        const want = to === undefined ? undefined : sorted(to);
        expect({ said, value }).toEqual({ said: refused, value: want });
        expect(JSON.stringify(from)).toBe(before);
      });
    });
  }
});

/** JSON with the members of objects in order of their names. */
function sorted(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value as JsonObject).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${sorted(member)}`).join()}}`;
}

test('a change of structure knows the holes of its values and variants', () => {
  const findings = step === undefined ? [] : findingsOf(step);
  const found = findings.find(({ subject }) => subject.name === 'EnumToVariants');
  expect(found?.holes).toEqual({
    up: Object.keys(cases['EnumToVariants']?.up ?? {}),
    down: Object.keys(cases['EnumToVariants']?.down ?? {}),
  });
});

describe('the cases cover', () => {
  const plans = [...(step?.up.conversions ?? []), ...(step?.down.conversions ?? [])].map(
    ({ plan }) => plan,
  );

  test('every kind of plan but tuple, which OpenAPI 3.0 cannot say', () => {
    const kinds = new Set(plans.flatMap(kindsOf));
    const all: Readonly<Record<Plan['kind'], true>> = {
      same: true,
      call: true,
      ask: true,
      narrow: true,
      nullable: true,
      'from-null': true,
      array: true,
      tuple: true,
      map: true,
      enum: true,
      'to-variant': true,
      'to-value': true,
      union: true,
      object: true,
    };
    expect(Object.keys(all).filter((kind) => !kinds.has(kind))).toEqual(['tuple']);
  });

  test('every reason of a hole but asked, which only skewline.json gives', () => {
    const reasons = new Set(
      [...(step?.up.holes ?? []), ...(step?.down.holes ?? [])].map(({ reason }) => reason),
    );
    const all: Readonly<Record<HoleReason, true>> = {
      gained: true,
      moved: true,
      changed: true,
      narrowed: true,
      absent: true,
      removed: true,
      asked: true,
    };
    expect(Object.keys(all).filter((reason) => !reasons.has(reason as HoleReason))).toEqual([
      'asked',
    ]);
  });
});

function kindsOf(plan: Plan): readonly string[] {
  switch (plan.kind) {
    case 'narrow':
      return [plan.kind, ...kindsOf(plan.plan)];
    case 'nullable':
    case 'from-null':
      return [plan.kind, ...kindsOf(plan.of)];
    case 'array':
      return [plan.kind, ...kindsOf(plan.items)];
    case 'map':
      return [plan.kind, ...kindsOf(plan.values)];
    case 'tuple':
      return [plan.kind, ...plan.items.flatMap(kindsOf)];
    case 'union':
      return [plan.kind, ...plan.cases.flatMap((one) => kindsOf(one.plan))];
    case 'object':
      return [
        plan.kind,
        ...plan.fields.flatMap(({ from }) => (from.kind === 'copy' ? kindsOf(from.plan) : [])),
      ];
    default:
      return [plan.kind];
  }
}
