import { expect, test } from 'vitest';
import { Draw } from '../../chaos/draw.ts';
import { drawOperation, type Operation } from '../../chaos/load/operation.ts';
import { Tally } from '../../chaos/load/tally.ts';
import { summary } from '../../chaos/summary.ts';

function operations(seed: number, count: number): readonly Operation[] {
  const draw = new Draw(seed, 'ada-0');
  return Array.from({ length: count }, () => drawOperation(draw, 12));
}

test('the same seed asks for the same', () => {
  expect(operations(1, 200)).toEqual(operations(1, 200));
  expect(operations(1, 200)).not.toEqual(operations(2, 200));
});

test('everything is asked for', () => {
  const kinds = new Set(operations(1, 1000).map(({ kind }) => kind));
  expect([...kinds].toSorted()).toEqual([
    'attach',
    'attempts',
    'cancel_saga',
    'create',
    'delete',
    'detach',
    'disk_create',
    'disk_delete',
    'evacuate',
    'events',
    'join',
    'leave',
    'list',
    'migrate',
    'provision',
    'quota',
    'reboot',
    'start',
    'stop',
    'view',
  ]);
});

const nothing = { attemptId: null, instanceId: null };
const start: Operation = { kind: 'start', instance: 'vm-1', wait: false };

test('what no answer may be is a violation', () => {
  const tally = new Tally();
  const outcomes = ['202', '404', '502', '503', '504', '507', 'network', 'timeout'];
  for (const outcome of outcomes) {
    expect(tally.add('ada', start, { outcome, message: '', ...nothing })).toEqual([]);
  }
  for (const outcome of ['500', '501', '302', 'response_invalid']) {
    expect(tally.add('ada', start, { outcome, message: 'why', ...nothing })).toEqual([
      {
        invariant: 'answers',
        evidence: `ada: {"kind":"start","instance":"vm-1","wait":false} was answered ${outcome}: why`,
      },
    ]);
  }
  expect(tally.requests).toBe(12);
  // Of an operation that asks a sled agent, and gives what that answers.
  const reboot: Operation = { kind: 'reboot', instance: 'vm-1' };
  expect(tally.add('ada', reboot, { outcome: '500', message: '', ...nothing })).toEqual([]);
});

test('it counts, and remembers the starts that were accepted', () => {
  const tally = new Tally();
  const view: Operation = { kind: 'view', instance: 'vm-1' };
  tally.add('ada', view, { outcome: '200', message: '', ...nothing });
  tally.add('ada', start, { outcome: '202', message: '', ...nothing, attemptId: 'a' });
  tally.add('ada', start, { outcome: '202', message: '', ...nothing, attemptId: 'b' });
  tally.add('ada', start, { outcome: '404', message: '', ...nothing });
  expect([...tally.created.keys()]).toEqual([]);
  const answered = { outcome: '201', message: '', attemptId: 'a', instanceId: 'i' };
  const other = new Tally();
  other.add('ada', start, answered);
  expect([...other.created.keys()]).toEqual(['i']);
  expect(tally.lines()).toEqual(['start 3: 202 × 2, 404 × 1', 'view 1: 200 × 1']);
  expect([...tally.accepted.keys()]).toEqual(['a', 'b']);
});

test('at the end it is said what there was', () => {
  const tally = { requests: 2, lines: () => ['start 2: 202 × 2'] };
  const injected = new Map([
    ['vmm_fail', 2],
    ['nexus_kill', 1],
  ] as const);
  const good = { injected, tally, quietPoints: 3, violations: [], folder: null };
  expect(summary(good, 5)).toEqual([
    '',
    'Requests:',
    '  start 2: 202 × 2',
    'Faults:',
    '  nexus_kill 1',
    '  vmm_fail 2',
    '',
    '3 faults injected, 2 requests, 3 quiet points, 0 violations; seed 5',
  ]);
  const violations = [{ invariant: 'quota', evidence: 'it is wrong' }];
  expect(summary({ ...good, violations, folder: '/tmp/x' }, 5).slice(-6)).toEqual([
    '  vmm_fail 2',
    'Violations:',
    '  quota: it is wrong',
    'Logs: /tmp/x/logs',
    '',
    '3 faults injected, 2 requests, 3 quiet points, 1 violations; seed 5',
  ]);
});
