import { expect, test } from 'vitest';
import { EndWatch } from '../../chaos/watch/ends.ts';
import { type Generations, GenerationWatch } from '../../chaos/watch/generations.ts';
import { sameIn, splitBrains } from '../../chaos/watch/split-brain.ts';
import { sled, vmmOnSled } from './healthy.ts';

const first: Generations = {
  instances: [
    { id: 'i', state: 'vmm', state_generation: 5, active_propolis_id: 'v', updater_gen: 2 },
  ],
  vmms: [{ id: 'v', state: 'running', state_generation: 3, time_deleted: null }],
  migrations: [
    { id: 'm', source_state: 'pending', source_gen: 1, target_state: 'pending', target_gen: 1 },
  ],
};
const [instance] = first.instances;
const [vmm] = first.vmms;
const [migration] = first.migrations;

const wrong: readonly (readonly [string, Partial<Generations>, string])[] = [
  [
    'of an instance goes back',
    { instances: [{ ...instance!, state_generation: 4 }] },
    'instance i was at generation 5, and is at 4',
  ],
  [
    'of an instance stands for two states',
    { instances: [{ ...instance!, active_propolis_id: 'w' }] },
    'instance i was vmm, VMM v at generation 5, and is vmm, VMM w at the same',
  ],
  [
    'of a lock goes back',
    { instances: [{ ...instance!, updater_gen: 1 }] },
    'updater lock of i was at generation 2, and is at 1',
  ],
  [
    'of a VMM goes back',
    { vmms: [{ ...vmm!, state_generation: 2 }] },
    'VMM v was at generation 3, and is at 2',
  ],
  [
    'of a VMM stands for two states',
    { vmms: [{ ...vmm!, state: 'failed' }] },
    'VMM v was running at generation 3, and is failed at the same',
  ],
  [
    'of a migration goes back',
    { migrations: [{ ...migration!, source_gen: 0 }] },
    'source of migration m was at generation 1, and is at 0',
  ],
  [
    'of a migration stands for two states',
    { migrations: [{ ...migration!, target_state: 'failed' }] },
    'target of migration m was pending at generation 1, and is failed at the same',
  ],
];

test.each(wrong)('it is seen that a generation %s', (_, change, evidence) => {
  const watch = new GenerationWatch();
  expect(watch.look(first)).toEqual([]);
  expect(watch.look({ ...first, ...change })).toEqual([
    { invariant: 'generations_grow', evidence },
  ]);
});

test('what grows, and what is new or gone, is right', () => {
  const watch = new GenerationWatch();
  watch.look(first);
  const later: Generations = {
    instances: [{ ...instance!, state: 'no_vmm', active_propolis_id: null, state_generation: 6 }],
    vmms: [{ ...vmm!, id: 'w' }],
    migrations: [],
  };
  expect(watch.look(later)).toEqual([]);
});

test('two VMMs of an instance that run are a split brain, if they are seen twice', () => {
  const split = [sled('a', [vmmOnSled({ id: 'v' })]), sled('b', [vmmOnSled({ id: 'w' })])];
  const found = splitBrains(split);
  expect(found.map(({ text }) => text)).toEqual([
    'instance web runs as VMM v on a and VMM w on b at the same time',
  ]);
  expect(sameIn(found, splitBrains(split))).toEqual(found);
  const moved = [sled('a', []), sled('b', [vmmOnSled({ id: 'w' })])];
  expect(sameIn(found, splitBrains(moved))).toEqual([]);
  const another = [sled('a', [vmmOnSled({ id: 'x' })]), sled('b', [vmmOnSled({ id: 'w' })])];
  expect(sameIn(found, splitBrains(another))).toEqual([]);
});

test('one that stops while the other runs is none', () => {
  const sleds = [
    sled('a', [vmmOnSled({ id: 'v', kind: 'stopping' })]),
    sled('b', [vmmOnSled({ id: 'w' })]),
  ];
  expect(splitBrains(sleds)).toEqual([]);
});

test('a process that ends by itself is a violation, unless what it needs is away when it begins', () => {
  const ended = {
    kind: 'ended',
    name: 'nexus-0',
    exit: { code: 1, signal: null },
    unexpected: true,
  } as const;
  const ends = new EndWatch();
  ends.hear({ kind: 'started', name: 'nexus-0' });
  ends.hear(ended);
  expect(ends.take()).toEqual([
    {
      invariant: 'processes_live',
      evidence: 'nexus-0 has ended by itself when it began (exit code 1)',
    },
  ]);
  ends.expectTrouble();
  ends.hear({ kind: 'started', name: 'nexus-0' });
  ends.hear(ended);
  ends.hear({ kind: 'started', name: 'nexus-0' });
  ends.hear({ kind: 'ready', name: 'nexus-0' });
  ends.hear({ ...ended, unexpected: false });
  expect(ends.take()).toEqual([]);
  ends.hear({ kind: 'started', name: 'nexus-0' });
  ends.hear({ kind: 'ready', name: 'nexus-0' });
  ends.expectTrouble();
  ends.hear(ended);
  expect(ends.take().map(({ evidence }) => evidence)).toEqual([
    'nexus-0 has ended by itself while it ran (exit code 1)',
  ]);
});
