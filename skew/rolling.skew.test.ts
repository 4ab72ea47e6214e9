import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { ageFolder } from './ages.ts';
import { readHistory, sources } from './histories.ts';
import { requestTrip } from './law.ts';
import type { LoadReport, LoadSetting } from './load.ts';
import { endAll, Load, Slot } from './processes.ts';
import { plainVmm } from './register.ts';
import type { Bodies } from './rolling-work.ts';

/** How long the load lasts; less is for a quick look, at fewer requests a second, to which it is not held. */
const seconds = Number(process.env['SKEW_SECONDS'] ?? 30);
const isFull = seconds >= 30;
const rate = isFull ? 2000 : 100;

const clients = ['1', '9', '11', '17', '29', '32', '41', '49'];

/** The versions of the four servers, one row after another; each row is reached server by server. */
const schedule: readonly (readonly string[])[] = isFull
  ? [
      ['7', '18', '31', '44'],
      ['17', '29', '41', '49'],
      ['49', '49', '49', '49'],
      ['32', '44', '10', '31'],
      ['1', '9', '7', '18'],
    ]
  : [
      ['7', '18', '31', '44'],
      ['49', '49', '49', '49'],
      ['1', '9', '10', '31'],
    ];

const folder = mkdtempSync(join(tmpdir(), 'skewline-rolling-'));
const bodiesFile = join(folder, 'bodies.json');
const bodies = await bodiesOfAllVersions();
writeFileSync(bodiesFile, JSON.stringify(bodies));

afterAll(() => {
  endAll();
  rmSync(folder, { recursive: true, force: true });
});

/** For a person who reads what a run did. */
function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function bodiesOfAllVersions(): Promise<Bodies> {
  const [source] = sources;
  if (source === undefined) throw new Error('no API');
  const history = await readHistory(source);
  const newest = history.versions.length - 1;
  const request = { path: { propolis_id: '00000000-0000-4000-8000-000000000000' }, body: plainVmm };
  const exchange = { history, losses: [], operation: 'vmm_register', context: {} };
  const entries = history.versions.map((version, position) => {
    const trip = requestTrip(exchange, newest, position, request);
    if (trip.kind !== 'there') throw new Error(`version ${version} cannot say it: ${trip.kind}`);
    return [version, (trip.value as { readonly body: unknown }).body] as const;
  });
  return Object.fromEntries(entries);
}

/** Two processes, so that both cores of a small machine are used. */
async function loadOf(slots: readonly Slot[], perSecond: number, retries: number): Promise<Load> {
  const halves = [clients.filter((_, at) => at % 2 === 0), clients.filter((_, at) => at % 2 === 1)];
  const files = halves.map((own, index) => {
    const setting: LoadSetting = {
      clients: own.map((version) => ({ version, folder: ageFolder('sled-agent', version) })),
      servers: slots.map(({ port }) => `http://127.0.0.1:${String(port)}`),
      rate: perSecond / 2,
      first: index,
      stride: 2,
      bodies,
      retries,
    };
    const file = join(folder, `load-${String(index)}.json`);
    writeFileSync(file, JSON.stringify(setting));
    return file;
  });
  return Load.ready(files);
}

function percentile(sorted: readonly number[], share: number): string {
  const at = Math.min(sorted.length - 1, Math.floor(sorted.length * share));
  return (sorted[at] ?? Number.NaN).toFixed(1);
}

interface Total {
  readonly achieved: number;
  readonly begun: number;
  readonly answered: number;
  readonly failures: number;
  readonly wrongs: number;
  readonly examples: readonly string[];
}

function report(name: string, reports: readonly LoadReport[]): Total {
  const sum = (of: (one: LoadReport) => number): number =>
    reports.reduce((total, one) => total + of(one), 0);
  const latencies = Float64Array.from(reports.flatMap((one) => one.latencies)).sort();
  const achieved = sum((one) => one.answered / one.seconds);
  const total: Total = {
    achieved,
    begun: sum((one) => one.begun),
    answered: sum((one) => one.answered),
    failures: sum((one) => one.failures),
    wrongs: sum((one) => one.wrongs),
    examples: reports.flatMap((one) => [...one.failed, ...one.wrong]),
  };
  say(
    `${name}: ${String(total.answered)} requests, ${achieved.toFixed(0)} a second; ` +
      `${String(total.failures)} failed, ${String(total.wrongs)} wrong values; ` +
      `p50 ${percentile([...latencies], 0.5)} ms, p99 ${percentile([...latencies], 0.99)} ms, ` +
      `longest ${percentile([...latencies], 1)} ms; ` +
      `${String(sum((one) => one.retries))} retries, at most ` +
      `${String(Math.max(...reports.map((one) => one.mostInFlight)))} in flight; clients took ` +
      `${(sum((one) => one.cpuSeconds) / Math.max(...reports.map((one) => one.seconds))).toFixed(2)} of a core`,
  );
  const negotiated = Object.assign({}, ...reports.map((one) => one.negotiated)) as object;
  say(
    `${name}: versions found out, by client: ` +
      Object.entries(negotiated)
        .map(([version, times]) => `${version} ${String(times)} times`)
        .join(', '),
  );
  return total;
}

function sayVersions(name: string, reports: readonly LoadReport[], every: number): void {
  const longest = Math.max(...reports.map(({ spoken }) => spoken.length));
  for (let from = 0; from < longest; from += every) {
    const counts = new Map<string, number>();
    for (const { spoken } of reports) {
      for (const one of spoken.slice(from, from + every)) {
        for (const [version, count] of Object.entries(one)) {
          counts.set(version, (counts.get(version) ?? 0) + count);
        }
      }
    }
    const all = [...counts.values()].reduce((sum, one) => sum + one, 0);
    const shares = [...counts]
      .sort(([a], [b]) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
      .map(
        ([version, count]) =>
          `${version.split('.')[0] ?? ''}: ${((100 * count) / all).toFixed(0)} %`,
      );
    say(`${name}: seconds ${String(from)} to ${String(from + every)}: ${shares.join(', ')}`);
  }
}

test(`servers are replaced one after another, up and down again, under ${String(rate)} requests a second`, async () => {
  const [first = [], ...rows] = schedule;
  const slots = first.map((version) => new Slot(version, bodiesFile));
  await Promise.all(slots.map((slot) => slot.begin()));
  const load = await loadOf(slots, rate, isFull ? 8 : 30);
  const replacements = rows.flatMap((row) =>
    slots.flatMap((slot, index) => {
      const version = row[index] ?? '';
      return [{ slot, version }];
    }),
  );
  const began = performance.now();
  load.begin();
  let done = 0;
  for (const [index, { slot, version }] of replacements.entries()) {
    // The first and the last second are quiet.
    const due = 1000 + (index * (seconds - 2) * 1000) / replacements.length;
    await wait(Math.max(0, began + due - performance.now()));
    if (slot.version === version) continue;
    await slot.replace(version);
    done += 1;
  }
  const lastReplaced = (performance.now() - began) / 1000;
  await wait(Math.max(0, began + seconds * 1000 - performance.now()));
  const reports = await load.end();
  await Promise.all(slots.map((slot) => slot.kill()));
  const name = 'rolling upgrade and rollback';
  const total = report(name, reports);
  say(`${name}: ${String(done)} servers replaced, the last after ${lastReplaced.toFixed(1)} s`);
  sayVersions(name, reports, isFull ? 3 : 1);
  if (total.achieved < 0.95 * rate) {
    say(
      `${name}: ${String(rate)} requests a second were wanted, and this machine did not reach them`,
    );
  }
  expect(total.examples).toEqual([]);
  expect({ failed: total.failures, wrong: total.wrongs }).toEqual({ failed: 0, wrong: 0 });
  expect(total.answered).toBe(total.begun);
  expect(total.answered).toBeGreaterThan(rate);
  // What a slow machine reaches in a quick look says nothing of the programs.
  expect(total.achieved).toBeGreaterThanOrEqual(isFull ? 0.95 * rate : 0);
});

test('a server is killed in the middle of it, and comes back later as another version', async () => {
  const slots = ['31', '49'].map((version) => new Slot(version, bodiesFile));
  await Promise.all(slots.map((slot) => slot.begin()));
  const load = await loadOf(slots, isFull ? 500 : rate, 30);
  load.begin();
  await wait(1500);
  const [victim] = slots;
  if (victim === undefined) throw new Error('no server');
  await victim.kill();
  victim.version = '18';
  await victim.begin();
  await wait(1500);
  const reports = await load.end();
  await Promise.all(slots.map((slot) => slot.kill()));
  const total = report('killed', reports);
  const retries = reports.reduce((sum, one) => sum + one.retries, 0);
  expect(total.examples).toEqual([]);
  expect({ failed: total.failures, wrong: total.wrongs }).toEqual({ failed: 0, wrong: 0 });
  expect(total.answered).toBe(total.begun);
  // Somebody has noticed.
  expect(retries).toBeGreaterThan(0);
});
