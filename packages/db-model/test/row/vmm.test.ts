import { checkVmm, type Vmm, type VmmFailure, vmmStateKinds } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadVmm, vmmRow } from '../../src/row/index.ts';
import type { VmmRow } from '../../src/rows/index.ts';
import { failureReasons, vmms } from '../support/values.ts';

const base: Omit<Vmm, 'runtime' | 'lastFailure'> = {
  id: '8e9ba1f4-3f54-4c4b-8b8c-6a4e3a3c0001',
  instanceId: '8e9ba1f4-3f54-4c4b-8b8c-6a4e3a3c0002',
  sledId: '8e9ba1f4-3f54-4c4b-8b8c-6a4e3a3c0003',
  timeCreated: '2026-11-21T06:00:00.000000Z',
  timeDeleted: null,
  propolisIp: 'fd00:1122:3344:101::1:2',
  propolisPort: 12_400,
  cpuPlatform: 'amd_milan',
};
const updated = { gen: 7, timeUpdated: '2026-11-21T06:30:00.000000Z' };
const baseRow: Omit<VmmRow, 'state' | 'failure_reason' | 'failure_detail'> = {
  id: base.id,
  time_created: base.timeCreated,
  time_deleted: null,
  instance_id: base.instanceId,
  time_state_updated: updated.timeUpdated,
  state_generation: 7,
  sled_id: base.sledId,
  propolis_ip: base.propolisIp,
  propolis_port: 12_400,
  cpu_platform: 'amd_milan',
};

function vmmOf(state: Vmm['runtime']['state'], lastFailure: VmmFailure | null): Vmm {
  return { ...base, runtime: { state, ...updated }, lastFailure };
}

const bare = vmmStateKinds.filter((kind) => kind !== 'failed');
const details = ['the disk was full', null] as const;

describe('the table of design section 6: domain and row', () => {
  it.each(bare)('%s, never failed', (kind) => {
    const vmm = vmmOf({ kind }, null);
    const row = { ...baseRow, state: kind, failure_reason: null, failure_detail: null };
    expect(vmmRow(vmm)).toEqual(row);
    expect(loadVmm(row)).toEqual({ value: vmm, problems: [] });
  });

  it.each(failureReasons.flatMap((reason) => details.map((detail) => ({ reason, detail }))))(
    'failed($reason, $detail)',
    ({ reason, detail }) => {
      const vmm = vmmOf({ kind: 'failed', reason, detail }, null);
      const row = {
        ...baseRow,
        state: 'failed' as const,
        failure_reason: reason,
        failure_detail: detail,
      };
      expect(vmmRow(vmm)).toEqual(row);
      expect(loadVmm(row)).toEqual({ value: vmm, problems: [] });
    },
  );

  it.each(
    bare.flatMap((kind) =>
      failureReasons.flatMap((reason) => details.map((detail) => ({ kind, reason, detail }))),
    ),
  )('$kind keeps its last failure $reason, $detail', ({ kind, reason, detail }) => {
    const vmm = vmmOf({ kind }, { reason, detail });
    const row = { ...baseRow, state: kind, failure_reason: reason, failure_detail: detail };
    expect(vmmRow(vmm)).toEqual(row);
    expect(loadVmm(row)).toEqual({ value: vmm, problems: [] });
  });
});

describe('rows that a CHECK forbids', () => {
  it.each(details)('failed without a reason is prehistoric, with detail %s', (detail) => {
    const { value, problems } = loadVmm({
      ...baseRow,
      state: 'failed',
      failure_reason: null,
      failure_detail: detail,
    });
    expect(value).toEqual(vmmOf({ kind: 'failed', reason: 'prehistoric', detail }, null));
    expect(problems).toEqual([
      {
        code: 'failure_reason_missing',
        message: 'A failed VMM has no reason; it is read as prehistoric.',
        path: ['failure_reason'],
      },
    ]);
  });

  it.each(bare)('%s with a detail but no reason had a failure', (kind) => {
    const { value, problems } = loadVmm({
      ...baseRow,
      state: kind,
      failure_reason: null,
      failure_detail: 'the disk was full',
    });
    expect(value).toEqual(vmmOf({ kind }, { reason: 'prehistoric', detail: 'the disk was full' }));
    expect(problems.map(({ code }) => code)).toEqual(['failure_detail_without_reason']);
  });
});

describe('laws', () => {
  it('domain to row to domain is the identity', () => {
    fc.assert(
      fc.property(vmms, (vmm) => {
        expect(loadVmm(vmmRow(vmm) as VmmRow)).toEqual({ value: vmm, problems: [] }); // not refused
      }),
    );
  });

  const columns = fc.record({
    state: fc.constantFrom(...vmmStateKinds),
    failure_reason: fc.constantFrom(null, ...failureReasons),
    failure_detail: fc.constantFrom(null, ...details, ''),
  });
  const rows = fc
    .tuple(vmms, columns)
    .map(([vmm, some]): VmmRow => ({ ...(vmmRow(vmm) as VmmRow), ...some })); // not refused

  it('row to domain to row is the identity for every row that the CHECKs allow', () => {
    const allowed = rows.filter(
      ({ failure_reason, failure_detail, state }) =>
        failure_reason !== null || (state !== 'failed' && failure_detail === null),
    );
    fc.assert(
      fc.property(allowed, (row) => {
        const { value, problems } = loadVmm(row);
        expect(problems).toEqual([]);
        expect(vmmRow(value)).toEqual(row);
      }),
    );
  });

  it('every row loads as a right VMM; a problem is reported exactly where a CHECK is broken', () => {
    fc.assert(
      fc.property(rows, (row) => {
        const { value, problems } = loadVmm(row);
        expect(checkVmm(value)).toBeNull();
        expect(value.runtime.state.kind).toBe(row.state);
        const isRight =
          row.failure_reason !== null || (row.state !== 'failed' && row.failure_detail === null);
        expect(problems.length === 0).toBe(isRight);
        // What was read is a row that breaks nothing, and differs in the reason at most.
        expect(vmmRow(value)).toEqual(isRight ? row : { ...row, failure_reason: 'prehistoric' });
      }),
    );
  });

  it('reads without changing what it reads', () => {
    fc.assert(
      fc.property(rows, (row) => {
        const before = structuredClone(row);
        loadVmm(Object.freeze(row));
        expect(row).toEqual(before);
      }),
    );
  });
});

it('refuses a VMM that has a last failure while it is failed', () => {
  const failure = { reason: 'sled_off', detail: null } as const;
  const refusal = vmmRow(vmmOf({ kind: 'failed', ...failure }, failure));
  expect(refusal).toBeInstanceOf(Refusal);
  expect(refusal).toMatchObject({ code: 'last_failure_while_failed', path: ['lastFailure'] });
});
