import picocolors from 'picocolors';
import { expect, test } from 'vitest';
import { withoutColors } from '../../src/watch/colors.ts';
import { renderRack } from '../../src/watch/render.ts';
import { snapshot } from './snapshots.ts';

const frame = {
  folder: './.rack',
  url: 'http://127.0.0.1:12220',
  keys: 'q quits, t begins the tour',
  columns: 100,
};

test('a screen has sleds, instances, what went wrong and what comes next', () => {
  expect(`\n${renderRack(snapshot, frame, withoutColors)}\n`).toBe(`
Skewline rack  ./.rack  http://127.0.0.1:12220  14:03:22 UTC

  sled    agent        power  cpus     memory       vmms
  SLED-A  v44          on     4 of 16  8 of 64 GiB  2
  SLED-B  v49 stopped  off    4 of 16  8 of 64 GiB  0

  instance    state    sled
  demo/big    stopped  -
    14:03:10 No sled can take the instance. (wants room: Ask for 16 CPUs.)
    not tried again: it was tried often enough
  demo/db-1   failed   -
    14:03:15 The machine that the instance ran on was powered off.
    tried again at 14:04:00
  demo/web-1  running  SLED-A

q quits, t begins the tour
`);
});

test('one of a rack without instances, whose nexus is away', () => {
  const away = { ...snapshot, answers: false, sleds: [], instances: [] };
  const text = renderRack(away, { ...frame, keys: null }, withoutColors);
  expect(`\n${text}\n`).toBe(`
Skewline rack  ./.rack  http://127.0.0.1:12220  14:03:22 UTC
nexus does not answer; what follows is what it said last

  sled  agent  power  cpus  memory  vmms

  instance  state  sled
`);
});

test('no line is longer than the terminal is wide, but for the first', () => {
  const text = renderRack(snapshot, { ...frame, columns: 30 }, withoutColors);
  const tooLong = text.split('\n').filter((line, index) => index > 0 && line.length > 30);
  expect(tooLong).toEqual([]);
  expect(text).toContain('    14:03:15 The machine that…');
});

test('colours are no part of the width', () => {
  const plain = renderRack(snapshot, frame, withoutColors);
  const coloured = renderRack(snapshot, frame, picocolors.createColors(true));
  expect(coloured).not.toBe(plain);
  // What a colour begins and ends with.
  expect(coloured.replaceAll(new RegExp(String.raw`\u001B\[\d+m`, 'g'), '')).toBe(plain);
});
