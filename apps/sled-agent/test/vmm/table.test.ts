import { Refusal } from '@skewline/runtime';
import type { VmmStateRequested } from '@skewline/sled-agent-types/v49';
import { describe, expect, test } from 'vitest';
import { beginGiving, handOver, keep } from '../../src/vmm/give.ts';
import { happen, type VmmEvent } from '../../src/vmm/happen.ts';
import { register } from '../../src/vmm/register.ts';
import { request } from '../../src/vmm/request.ts';
import type { Delays, Moment, Vmm } from '../../src/vmm/vmm.ts';
import { migrationId, otherVmmId, startedAt, toMigrate, toStart, vmmId } from '../support/body.ts';
import { shortOf } from '../support/nexus.ts';

const delays: Delays = {
  bootMs: 1500,
  stopMs: 1000,
  stopLimitMs: 600_000,
  rebootMs: 2000,
  migrationMs: 2000,
  migrationLimitMs: 30_000,
};
const at = (milliseconds: number): Moment => ({ now: startedAt + milliseconds, delays });

function accepted<Value>(value: Value | Refusal): Value {
  if (value instanceof Refusal) throw new Error(value.message);
  return value;
}

const registered = accepted(register(undefined, vmmId, toStart, startedAt));
const ask = (vmm: Vmm, type: 'running' | 'stopped' | 'reboot', time = 0): Vmm =>
  accepted(request(vmm, { type }, at(time)));
const pass = (vmm: Vmm, time: number): Vmm => happen(vmm, { kind: 'time' }, at(time));

const booting = ask(registered, 'running');
const running = pass(booting, 1500);
const target = accepted(register(undefined, otherVmmId, toMigrate, startedAt));
const source = '[fd00:1122:3344:101::1]:12400';
const fetching = accepted(
  request(target, { type: 'migration_target', value: { src_propolis_addr: source } }, at(0)),
);
const copying = happen(fetching, { kind: 'source_ready' }, at(0));
const finishing = pass(copying, 2000);
const arrived = happen(finishing, { kind: 'source_done' }, at(2000));
const giving = accepted(beginGiving(running, migrationId, at(0)));
const given = accepted(handOver(giving, migrationId, at(2000)));

const vmms = {
  registered,
  booting,
  running,
  rebooting: ask(running, 'reboot'),
  stopping: ask(running, 'stopped'),
  destroyed: pass(ask(running, 'stopped'), 1000),
  target,
  fetching,
  copying,
  finishing,
  arrived,
  giving,
  given,
  gone: pass(given, 3000),
} as const;

/** A state, what is being done, and until when; or why not. */
function outcome(result: Vmm | Refusal): string {
  if (result instanceof Refusal) return `${String(result.status)} ${result.code}`;
  const { work } = result;
  const doing = work === null ? '' : ` ${work.kind} ${String(work.dueAt - startedAt)}`;
  return shortOf(result.state) + doing;
}

test.each<[keyof typeof vmms, string]>([
  ['registered', 'starting@1'],
  ['booting', 'starting@1 boot 1500'],
  ['running', 'running@2'],
  ['rebooting', 'rebooting@3 reboot 2000'],
  ['stopping', 'stopping@3 halt 1000'],
  ['destroyed', 'destroyed@4'],
  ['target', 'migrating@2 in:pending@1'],
  ['fetching', 'migrating@2 in:in_progress@2 migrate_in 30000'],
  ['copying', 'migrating@2 in:in_progress@2 migrate_in 2000'],
  ['finishing', 'migrating@2 in:in_progress@2 migrate_in 32000'],
  ['arrived', 'running@3 in:completed@3'],
  ['giving', 'migrating@3 out:in_progress@2 migrate_out 92000'],
  ['given', 'stopping@4 out:completed@3 halt 3000'],
  ['gone', 'destroyed@5 out:completed@3'],
])('a VMM that is %s is %s', (name, wanted) => {
  expect(outcome(vmms[name])).toBe(wanted);
});

describe('a request', () => {
  const target: VmmStateRequested = {
    type: 'migration_target',
    value: { src_propolis_addr: source },
  };
  test.each<[keyof typeof vmms, VmmStateRequested['type'], string]>([
    ['registered', 'running', 'starting@1 boot 1500'],
    ['booting', 'running', 'the same'],
    ['running', 'running', 'the same'],
    ['rebooting', 'running', 'the same'],
    ['giving', 'running', 'the same'],
    ['stopping', 'running', '409 Conflict'],
    ['destroyed', 'running', '410 NO_SUCH_INSTANCE'],
    ['registered', 'stopped', 'destroyed@2'],
    ['booting', 'stopped', 'stopping@2 halt 1000'],
    ['running', 'stopped', 'stopping@3 halt 1000'],
    ['rebooting', 'stopped', 'stopping@4 halt 1000'],
    ['stopping', 'stopped', 'the same'],
    ['target', 'stopped', 'destroyed@3 in:failed@2'],
    ['copying', 'stopped', 'stopping@3 in:in_progress@2 halt 1000'],
    ['giving', 'stopped', 'stopping@4 out:in_progress@2 halt 1000'],
    ['destroyed', 'stopped', '410 NO_SUCH_INSTANCE'],
    ['running', 'reboot', 'rebooting@3 reboot 2000'],
    ['rebooting', 'reboot', 'the same'],
    ['booting', 'reboot', '409 Conflict'],
    ['giving', 'reboot', '409 Conflict'],
    ['stopping', 'reboot', '409 Conflict'],
    ['running', 'migration_target', '400 InvalidRequest'],
    ['target', 'migration_target', 'migrating@2 in:in_progress@2 migrate_in 30000'],
    ['copying', 'migration_target', 'the same'],
    ['arrived', 'migration_target', 'the same'],
  ])('%s to be %s: %s', (name, type, wanted) => {
    const vmm = vmms[name];
    const result = request(vmm, type === 'migration_target' ? target : { type }, at(0));
    expect(result === vmm ? 'the same' : outcome(result)).toBe(wanted);
  });

  test('a stop that takes too long ends at its limit', () => {
    const slow = { ...delays, stopMs: 3_600_000 };
    const stopping = accepted(
      request(running, { type: 'stopped' }, { now: startedAt, delays: slow }),
    );
    expect(outcome(pass(stopping, 599_999))).toBe('stopping@3 halt 600000');
    expect(outcome(pass(stopping, 600_000))).toBe('destroyed@4');
  });

  test('a start that is to fail fails when it would have run', () => {
    const failure = { cause: 'setup_failed', detail: 'no zone' } as const;
    const doomed = accepted(request(registered, { type: 'running' }, at(0), failure));
    expect(outcome(doomed)).toBe('starting@1 boot 1500');
    expect(pass(doomed, 1500).state.vmm_state.state).toEqual({ kind: 'failed', ...failure });
  });
});

describe('what happens', () => {
  const failed: VmmEvent = { kind: 'failed', failure: { cause: 'zone_gone', detail: null } };
  test.each<[keyof typeof vmms, VmmEvent, number, string]>([
    ['booting', { kind: 'time' }, 1499, 'the same'],
    ['booting', { kind: 'time' }, 1500, 'running@2'],
    ['rebooting', { kind: 'time' }, 2000, 'running@4'],
    ['stopping', { kind: 'time' }, 1000, 'destroyed@4'],
    ['running', failed, 0, 'failed@3'],
    ['giving', failed, 0, 'failed@4 out:failed@3'],
    ['copying', failed, 0, 'failed@3 in:failed@3'],
    ['given', failed, 0, 'failed@5 out:completed@3'],
    ['destroyed', failed, 0, 'the same'],
    ['running', { kind: 'guest_shutdown' }, 0, 'destroyed@3'],
    ['giving', { kind: 'guest_shutdown' }, 0, 'destroyed@4 out:failed@3'],
    ['fetching', { kind: 'source_refused', why: 'no' }, 0, 'failed@3 in:failed@3'],
    ['finishing', { kind: 'source_refused', why: 'no' }, 0, 'failed@3 in:failed@3'],
    ['fetching', { kind: 'time' }, 30_000, 'failed@3 in:failed@3'],
    ['running', { kind: 'source_done' }, 0, 'the same'],
    ['copying', { kind: 'source_done' }, 0, 'the same'],
    ['stopping', { kind: 'source_refused', why: 'no' }, 0, 'the same'],
    ['giving', { kind: 'time' }, 92_000, 'running@4 out:failed@3'],
  ])('to one that is %s: %j after %i ms: %s', (name, event, time, wanted) => {
    const vmm = vmms[name];
    const result = happen(vmm, event, at(time));
    expect(result === vmm ? 'the same' : outcome(result)).toBe(wanted);
  });
});

describe('the source of a migration', () => {
  test('decides once, and says the same again', () => {
    expect(handOver(given, migrationId, at(0))).toBe(given);
    expect(keep(given, migrationId, at(0))).toBe(given);
    const kept = keep(giving, migrationId, at(0));
    expect(outcome(kept)).toBe('running@4 out:failed@3');
    expect(outcome(handOver(kept, migrationId, at(0)))).toBe('409 Conflict');
    expect(outcome(beginGiving(kept, migrationId, at(0)))).toBe('409 Conflict');
  });

  test.each<[keyof typeof vmms, string]>([
    ['registered', '409 Conflict'],
    ['rebooting', '503 ServiceNotAvailable'],
    ['stopping', '409 Conflict'],
    ['running', 'migrating@3 out:in_progress@2 migrate_out 92000'],
    ['giving', 'migrating@3 out:in_progress@2 migrate_out 92000'],
  ])('that is %s: %s', (name, wanted) => {
    expect(outcome(beginGiving(vmms[name], migrationId, at(0)))).toBe(wanted);
  });

  test('keeps the outcome of a migration that nexus has not heard of, when another begins', () => {
    const failed = keep(giving, migrationId, at(0));
    const second = accepted(beginGiving(failed, otherVmmId, at(0)));
    expect(second.unsent.map(shortOf)).toEqual([
      'running@4 out:failed@3',
      'migrating@5 out:in_progress@2',
    ]);
  });
});

describe('registering again', () => {
  const again = { ...toStart, vmm_runtime: { ...toStart.vmm_runtime, gen: 7 } };
  test('finds the VMM, whatever has become of it', () => {
    expect(register(running, vmmId, again, startedAt)).toBe(running);
  });
  test.each([
    { instance_id: otherVmmId },
    { migration_id: migrationId },
    { propolis_addr: '[::1]:1' },
    { local_config: { ...toStart.local_config, hostname: 'db' } },
    {
      vmm_spec: { ...toStart.vmm_spec, board: { ...toStart.vmm_spec.board, memory_mb: 1 } },
    },
  ])('with %j is a conflict', (changed) => {
    const result = register(running, vmmId, { ...toStart, ...changed }, startedAt);
    expect(outcome(result)).toBe('409 Conflict');
  });
  test('while it is ending is too late', () => {
    expect(outcome(register(vmms.destroyed, vmmId, toStart, startedAt))).toBe(
      '410 NO_SUCH_INSTANCE',
    );
  });
  test.each(['running', 'stopping'] as const)('as %s makes no sense', (kind) => {
    const body = { ...toStart, vmm_runtime: { ...toStart.vmm_runtime, state: { kind } } };
    expect(outcome(register(undefined, vmmId, body, startedAt))).toBe('400 InvalidRequest');
  });
});
