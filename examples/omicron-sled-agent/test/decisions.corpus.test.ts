import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Direction, Hole } from '../../../packages/codegen/src/plan/plan.ts';
import { example, readHistory, repository } from './support/history.ts';
import { findDecisions, Overlay, type Written } from './support/overlay.ts';

const history = await readHistory();
const overlay = new Overlay();
const { members, objects } = findDecisions();

const holes: readonly string[] = history.steps.flatMap(({ newer, up, down }) =>
  [up, down].flatMap((plan) => plan.holes.map(({ key }) => `${newer.id.folder} ${plan.direction} ${key}`)),
);

function changed({ path, start, end }: Written, replacement: string): readonly string[] {
  const text = readFileSync(path, 'utf8');
  return overlay.messagesWith(path, text.slice(0, start) + replacement + text.slice(end));
}

/** As `emit/decisions.ts` names the type: by the version that the conversion leads to. */
function interfaceOf(version: string, direction: string): string {
  const step = history.steps.find(({ newer }) => newer.id.folder === version);
  const end = direction === 'up' ? step?.newer : step?.older;
  return `Decisions${direction === 'up' ? 'UpTo' : 'DownTo'}${String(end?.id.folder.toUpperCase())}`;
}

function parts(id: string): { readonly version: string; readonly direction: string; readonly key: string } {
  const [version = '', direction = '', ...key] = id.split(' ');
  return { version, direction, key: key.join(' ') };
}

function tsc7(project: string): string {
  const tsc = join(repository, 'node_modules/typescript/bin/tsc');
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' });
  return `${stdout}${stderr}`;
}

describe('the package as it is', () => {
  test('compiles strict under TypeScript 5.9', () => {
    expect(overlay.allMessages()).toEqual([]);
  });
  test('compiles strict under TypeScript 7', () => {
    expect(tsc7(join(example, 'test/tsconfig.src.json'))).toBe('');
  });
  test('its tests compile too', () => {
    expect(tsc7(join(example, 'test/tsconfig.json'))).toBe('');
  });
  test('every hole has one decision, and every decision is of a hole', () => {
    expect(holes.length).toBeGreaterThanOrEqual(66);
    expect(members.map(({ id }) => id).sort()).toEqual([...holes].sort());
  });
});

describe('a forgotten decision is named', () => {
  test.each(members.map((member) => [member.id, member] as const))('%s', (id, member) => {
    const { version, direction, key } = parts(id);
    const messages = changed(member, '');
    const naming = messages.filter(
      (message) => message.includes(key) && message.includes(interfaceOf(version, direction)),
    );
    expect(naming.length > 0 ? 'named' : messages).toBe('named');
  });
});

describe('a left-over decision is named', () => {
  test.each(objects.map((object) => [object.id, object] as const))('%s', (id, object) => {
    const { version, direction } = parts(id);
    const messages = changed(object, " 'NoSuch.field': () => 1,");
    const naming = messages.filter(
      (message) => message.includes('NoSuch.field') && message.includes(interfaceOf(version, direction)),
    );
    expect(naming.length > 0 ? 'named' : messages).toBe('named');
  });
});

describe('fields that move', () => {
  function holeOf(version: string, direction: Direction, type: string): Hole {
    const step = history.steps.find(({ newer }) => newer.id.text === version);
    const hole = step?.[direction].holes.find((one) => one.type === type);
    if (hole === undefined) throw new Error(`no hole of ${type} in version ${version} ${direction}`);
    return hole;
  }

  test('the silent one: both fields are optional, and dropping one would compile', () => {
    const hole = holeOf('39', 'up', 'SystemNetworkingConfig');
    expect(hole).toMatchObject({
      reason: 'moved',
      fields: ['blueprint_external_networking_config'],
      lost: ['service_zone_nat_entries'],
    });
    for (const [shape, names] of [[hole.source, hole.lost], [hole.target, hole.fields]] as const) {
      if (shape?.kind !== 'object') throw new Error('no object');
      const required = shape.properties.filter(({ name }) => names.includes(name)).map((one) => one.required);
      expect(required).toEqual([false]);
    }
    expect(holeOf('39', 'down', 'SystemNetworkingConfig').reason).toBe('moved');
  });

  test('three into one', () => {
    expect(holeOf('11', 'up', 'InstanceSledLocalConfig')).toMatchObject({
      reason: 'moved',
      fields: ['external_ips'],
      lost: ['ephemeral_ip', 'floating_ips', 'source_nat'],
    });
  });
});
