import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');

const amounts = { threads: 8, physical_ram: 64, reservoir: 32 };
const oracleCase = (id: string, threads: number): object => ({
  id,
  sleds: [{ id: 's0', ...amounts, policy: 'in_service', state: 'active', cpu_family: 'amd_milan' }],
  reservations: [],
  groups: [],
  request: {
    instance: 'i',
    vmm: 'v',
    ...amounts,
    threads,
    cpu_platform: null,
    must_select_from: null,
    reason: 'start',
    local_disks: [],
  },
});

test('place:cases answers each line with one line, whatever is on it', () => {
  const lines = [
    JSON.stringify(oracleCase('fits', 8)),
    JSON.stringify(oracleCase('too large', 9)),
    '',
    JSON.stringify(oracleCase('negative', -1)),
    'no JSON',
    '{"id":"no case"}',
    'null',
  ];
  const run = spawnSync('npm', ['run', '-s', 'place:cases', '--', '--seed', '7'], {
    cwd: root,
    input: lines.join('\n'),
    encoding: 'utf8',
  });
  expect(run.status).toBe(0);
  expect(
    run.stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line)),
  ).toEqual([
    { id: 'fits', sled: 's0' },
    { id: 'too large', refused: 'no_capacity', http: 507 },
    { id: 'negative', refused: 'invalid_request', http: 400 },
    { id: null, refused: 'invalid_request', http: 400 },
    { id: 'no case', refused: 'invalid_request', http: 400 },
    { id: null, refused: 'invalid_request', http: 400 },
  ]);
  expect(run.stderr).toContain('negative: resources.hardwareThreads: An amount must be');
});
