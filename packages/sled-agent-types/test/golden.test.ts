import { describe, expect, test } from 'vitest';
import { convert } from '../src/convert.ts';
import type { VmmState as OldVmmState } from '../src/generated/v44/types.ts';
import { operations } from '../src/generated/v49/operations.ts';
import type { VmmState } from '../src/generated/v49/types.ts';
import { down as decisions } from '../src/v49/decisions.ts';

/** The table of the design, section 6, as far as it is about what is on the wire. */
const up: readonly (readonly [OldVmmState, VmmState])[] = [
  ['starting', { kind: 'starting' }],
  ['running', { kind: 'running' }],
  ['stopping', { kind: 'stopping' }],
  ['stopped', { kind: 'stopped' }],
  ['rebooting', { kind: 'rebooting' }],
  ['migrating', { kind: 'migrating' }],
  ['failed', { kind: 'failed', cause: 'unspecified', detail: null }],
  ['destroyed', { kind: 'destroyed' }],
];

const down: readonly (readonly [VmmState, OldVmmState])[] = [
  [{ kind: 'starting' }, 'starting'],
  [{ kind: 'running' }, 'running'],
  [{ kind: 'stopping' }, 'stopping'],
  [{ kind: 'stopped' }, 'stopped'],
  [{ kind: 'rebooting' }, 'rebooting'],
  [{ kind: 'migrating' }, 'migrating'],
  [{ kind: 'failed', cause: 'zone_gone', detail: null }, 'failed'],
  [{ kind: 'failed', cause: 'zone_gone', detail: 'oxz_propolis-server_1 halted' }, 'failed'],
  [{ kind: 'failed', cause: 'propolis_lost_instance', detail: null }, 'failed'],
  [{ kind: 'failed', cause: 'propolis_lost_instance', detail: '410 Gone' }, 'failed'],
  [{ kind: 'failed', cause: 'setup_failed', detail: null }, 'failed'],
  [{ kind: 'failed', cause: 'setup_failed', detail: 'no space on the pool' }, 'failed'],
  [{ kind: 'failed', cause: 'unspecified', detail: null }, 'failed'],
  [{ kind: 'failed', cause: 'unspecified', detail: 'said by somebody else' }, 'failed'],
  [{ kind: 'destroyed' }, 'destroyed'],
];

/** Every version up to the newest of omicron's, listed or not. */
const older: readonly number[] = Array.from({ length: 48 }, (_, index) => index + 1);

const runtime = <State>(state: State) => ({
  gen: 3,
  state,
  time_updated: '2026-11-21T06:38:00.123456Z',
});

const migration = {
  gen: 1,
  migration_id: '11111111-1111-4111-8111-111111111111',
  state: 'in_progress',
  time_updated: '2026-11-21T06:37:00Z',
} as const;

const sled = <State>(state: State) => ({ vmm_state: runtime(state), migration_in: migration });

/** The state alone, and every type that it is in. */
const around: readonly (readonly [string, <State>(state: State) => unknown])[] = [
  ['VmmState', (state) => state],
  ['VmmRuntimeState', runtime],
  ['SledVmmState', sled],
  ['VmmPutStateResponse', (state) => ({ updated_runtime: sled(state) })],
  ['VmmUnregisterResponse', (state) => ({ updated_runtime: sled(state) })],
];

describe.each(around)('%s', (type, within) => {
  test.each(up)('%j of 1 to 48 is %j in 49', (before, after) => {
    const converted = older.map((from) => convert(type, { from, to: 49 }, within(before)));
    expect(converted).toEqual(older.map(() => within(after)));
  });

  test.each(down)('%j of 49 is %j in 1 to 48', (after, before) => {
    const converted = older.map((to) => convert(type, { from: 49, to }, within(after)));
    expect(converted).toEqual(older.map(() => within(before)));
  });

  test.each(up.map(([state]) => state))('%j stays what it is among 1 to 48', (state) => {
    const pairs = older.flatMap((from) => [1, 2, 6, 7, 30, 44, 48].map((to) => ({ from, to })));
    const converted = pairs.map((pair) => convert(type, pair, within(state)));
    expect(converted).toEqual(pairs.map(() => within(state)));
  });

  test.each(down.map(([state]) => state))('%j stays what it is in 49', (state) => {
    expect(convert(type, { from: 49, to: 49 }, within(state))).toEqual(within(state));
  });
});

test('a VMM is registered in the state that its record begins with', () => {
  const runtimes = up.map(([before, after]) => [runtime(before), runtime(after)] as const);
  for (const [before, after] of runtimes) {
    const body = { vmm_runtime: before, ...rest };
    expect(convert('InstanceEnsureBody', { from: 44, to: 49 }, body)).toEqual({
      ...rest,
      vmm_runtime: after,
    });
  }
});

const answers = ['vmm_get_state', 'vmm_register', 'vmm_put_state', 'vmm_unregister'] as const;

describe.each(answers)('the answer to %s', (operation) => {
  const isState = operation === 'vmm_get_state' || operation === 'vmm_register';
  const body = <State>(state: State): unknown =>
    isState ? sled(state) : { updated_runtime: sled(state) };

  test.each(up)('of 44 with %j says %j in 49', (before, after) => {
    const response = { status: 200, body: body(before) };
    expect(operations[operation]?.upResponse?.(response, {})).toEqual({
      status: 200,
      body: body(after),
    });
  });

  test.each(down)('of 49 with %j says %j in 44', (after, before) => {
    const response = { status: 200, body: body(after) };
    expect(operations[operation]?.downResponse?.(response, {})).toEqual({
      status: 200,
      body: body(before),
    });
  });

  test('passes where it is an error', () => {
    const response = { status: 404, body: { message: 'no such VMM', request_id: 'r' } };
    expect(operations[operation]?.downResponse?.(response, {})).toEqual(response);
  });
});

test('what goes lost on the way down is declared', () => {
  expect(decisions['VmmState(failed)'].loss).toBe('why a VMM failed: cause and detail');
});

const rest = {
  vmm_spec: {
    board: {
      cpus: 4,
      memory_mb: 4096,
      chipset: { type: 'i440_fx', value: { enable_pcie: false } },
    },
    components: { com1: { type: 'serial_port', component: { num: 'com1' } } },
  },
  local_config: {
    hostname: 'one',
    nics: [],
    firewall_rules: [],
    dhcp_config: { dns_servers: ['1.1.1.1'], search_domains: [] },
    multicast_groups: [],
    delegated_zvols: [],
    attached_subnets: [],
    external_ips: {},
  },
  instance_id: '22222222-2222-4222-8222-222222222222',
  propolis_addr: '[fd00::1]:12400',
  metadata: {
    silo_id: '33333333-3333-4333-8333-333333333333',
    project_id: '44444444-4444-4444-8444-444444444444',
  },
};
