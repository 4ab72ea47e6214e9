import { Refusal } from '@skewline/runtime';
import type { SledVmmState } from '@skewline/sled-agent-types/v49';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginGiving, handOver, keep } from '../../src/vmm/give.ts';
import { happen, type VmmEvent } from '../../src/vmm/happen.ts';
import { afterReport } from '../../src/vmm/observe.ts';
import { register } from '../../src/vmm/register.ts';
import { request } from '../../src/vmm/request.ts';
import { isDecided, isFinal, type Moment, type Vmm } from '../../src/vmm/vmm.ts';
import { migrationId, otherVmmId, startedAt, toMigrate, toStart, vmmId } from '../support/body.ts';

const delays = {
  bootMs: 15,
  stopMs: 10,
  stopLimitMs: 60,
  rebootMs: 20,
  migrationMs: 20,
  migrationLimitMs: 50,
};

type Step = (vmm: Vmm, moment: Moment) => Vmm | null | Refusal;

const asks: Step[] = (['running', 'stopped', 'reboot'] as const).map(
  (type) => (vmm, moment) => request(vmm, { type }, moment),
);
const happenings: Step[] = (
  [
    { kind: 'time' },
    { kind: 'failed', failure: { cause: 'zone_gone', detail: null } },
    { kind: 'guest_shutdown' },
    { kind: 'source_ready' },
    { kind: 'source_done' },
    { kind: 'source_refused', why: 'no' },
  ] satisfies VmmEvent[]
).map((event) => (vmm, moment) => happen(vmm, event, moment));
const migrations: Step[] = [migrationId, otherVmmId].flatMap((id): Step[] => [
  (vmm, moment) => beginGiving(vmm, id, moment),
  (vmm, moment) => handOver(vmm, id, moment),
  (vmm, moment) => keep(vmm, id, moment),
]);
const target: Step = (vmm, moment) =>
  request(
    vmm,
    { type: 'migration_target', value: { src_propolis_addr: '[fd00::1]:12400' } },
    moment,
  );

/** One that comes to nothing, before anybody can be told of it. */
const failedMigrations: Step[] = [migrationId, otherVmmId].map((id) => (vmm, moment) => {
  const giving = beginGiving(vmm, id, moment);
  return giving instanceof Refusal ? giving : keep(giving, id, moment);
});

/** Nexus takes the report that was being sent, which may be an older one by now. */
interface Delivery {
  readonly kind: 'begin_sending' | 'sent';
}

const gentle = [...asks.slice(0, 1), ...happenings.slice(0, 1), ...migrations, target];
/** Often it runs to begin with. */
const start: StepAt[] = [...asks.slice(0, 1), ...happenings.slice(0, 1)].map((one) => ({
  step: one,
  pause: 15,
}));
const step = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...gentle) },
  { weight: 2, arbitrary: fc.constantFrom(...failedMigrations) },
  { weight: 2, arbitrary: fc.constantFrom(...asks, ...happenings) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Delivery>({ kind: 'begin_sending' }, { kind: 'sent' }),
  },
);
const life = fc.record({
  body: fc.constantFrom(toStart, toMigrate),
  before: fc.constantFrom([], start),
  steps: fc.array(fc.record({ step, pause: fc.integer({ min: 0, max: 30 }) }), { maxLength: 40 }),
});

interface Lived {
  /** Each state that a VMM has been in. */
  readonly seen: readonly SledVmmState[];
  readonly delivered: readonly SledVmmState[];
}

/** Leads a VMM through its life, until nexus has heard everything. */
function live({ body, before, steps }: Life): Lived {
  let now = startedAt;
  const first = register(undefined, vmmId, body, now);
  if (first instanceof Refusal) throw first;
  let vmm: Vmm | null = first;
  const seen = [first.state];
  const delivered: SledVmmState[] = [];
  let sending: SledVmmState | undefined;
  for (const { step: one, pause } of [...before, ...steps]) {
    now += pause;
    if (vmm === null) break;
    if (typeof one === 'function') {
      const after: Vmm | null | Refusal = one(vmm, { now, delays });
      if (after instanceof Refusal) continue;
      vmm = after;
      if (vmm !== null) seen.push(vmm.state);
    } else if (one.kind === 'begin_sending') {
      sending ??= vmm.unsent[0];
    } else if (sending !== undefined) {
      delivered.push(sending);
      vmm = afterReport(vmm, sending);
      sending = undefined;
    }
  }
  while (vmm !== null) {
    const report: SledVmmState | undefined = vmm.unsent[0];
    if (report === undefined) break;
    delivered.push(report);
    vmm = afterReport(vmm, report);
  }
  if (vmm === null)
    expect(isFinal(delivered.at(-1)?.vmm_state.state ?? { kind: 'running' })).toBe(true);
  return { seen, delivered };
}

interface Life {
  readonly body: typeof toStart;
  readonly before: readonly StepAt[];
  readonly steps: readonly StepAt[];
}

interface StepAt {
  readonly step: Step | Delivery;
  readonly pause: number;
}

const always = (check: (lived: Lived) => void): void => {
  fc.assert(
    fc.property(life, (one) => {
      check(live(one));
    }),
    { numRuns: 500 },
  );
};

test('generations grow by one with each change, and with nothing else', () => {
  always(({ seen }) => {
    for (const [index, state] of seen.entries()) {
      const before = seen[index - 1];
      if (before === undefined) continue;
      const isChanged = before.vmm_state.state.kind !== state.vmm_state.state.kind;
      const by = state.vmm_state.gen - before.vmm_state.gen;
      // A migration that fails at once leaves and comes back.
      expect(isChanged ? [1] : [0, 2]).toContain(by);
      for (const side of ['migration_in', 'migration_out'] as const) {
        const [old, young] = [before[side], state[side]];
        if (!old || !young || old.migration_id !== young.migration_id) continue;
        expect(young.gen - old.gen).toBe(old.state === young.state ? 0 : 1);
      }
    }
  });
});

test('what is final stays as it is', () => {
  always(({ seen }) => {
    const end = seen.findIndex((state) => isFinal(state.vmm_state.state));
    for (const state of end === -1 ? [] : seen.slice(end)) expect(state).toBe(seen[end]);
  });
});

test('at rest nexus has heard of the last state, and never an older one after a newer', () => {
  always(({ seen, delivered }) => {
    const last = seen.at(-1);
    // What it was registered with is known by the answer.
    expect([seen[0], delivered.at(-1)]).toContainEqual(last);
    const generations = delivered.map(({ vmm_state }) => vmm_state.gen);
    expect(generations).toEqual(generations.toSorted((a, b) => a - b));
  });
});

test('nexus hears of the outcome of each migration', () => {
  const outcomes = (states: readonly SledVmmState[]): Set<string> =>
    new Set(
      states.flatMap(({ migration_in, migration_out }) =>
        [migration_in, migration_out].flatMap((side) =>
          side && isDecided(side.state) ? [`${side.migration_id} ${side.state}`] : [],
        ),
      ),
    );
  always(({ seen, delivered }) => {
    expect(outcomes(delivered)).toEqual(outcomes(seen));
  });
});

test('when a VMM is over, none of its migrations is under way', () => {
  expect.hasAssertions();
  always(({ seen }) => {
    const ends = seen.filter(({ vmm_state }) => isFinal(vmm_state.state));
    const sides = ends.flatMap(({ migration_in, migration_out }) => [migration_in, migration_out]);
    expect(sides.filter((side) => side && !isDecided(side.state))).toEqual([]);
  });
});
