/**
 * What a nexus does on a real PostgreSQL, asked over HTTP, with real processes all around: a rack of one to four nexus, the
 * gateway and two sled agents without delays, with up to 100,000 instances in one project, half of which run. All that is
 * compared is of this run, interleaved (A B, B A, …).
 *
 * - View and list beside a server by hand on the same database, with the same answers: the ratio is what versions,
 *   validation, tokens, projects, the log and the metrics cost, and that a nexus asks for all that may be said of an
 *   instance, which the server by hand knows not to be there.
 * - A start that is waited for, beside the same saga in this process with a sled agent at hand: the ratio is what HTTP on
 *   both sides and a sled agent that keeps its state in a file add to it.
 * - One, two and four nexus on one database: on a machine of few cores they have nothing to run on, as the column of busy
 *   processors shows; then what counts is that nothing gets slower.
 * - How all of it grows with the number of instances.
 *
 * `--quick`: fewer and shorter. Exit code 1 where a limit is missed, but for `--quick`.
 */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBareStarts } from './nexus/bare.ts';
import { type Measured, type ReadName, Reads, type Target } from './nexus/reads.ts';
import { openSite, type Site } from './nexus/site.ts';
import { Starts, type StartTimes } from './nexus/starts.ts';
import { percentile } from './saga/runs.ts';
import { type Server, startServer } from './saga/server.ts';
import { type Limit, printLimits, printTable, quick, spreadOf, spreadText } from './support.ts';

const effort = quick
  ? {
      sizes: [100, 300],
      size: 300,
      nexus: [1, 2],
      pairs: 1,
      seconds: 1,
      starts: 4,
      batch: 8,
      rounds: 1,
    }
  : {
      sizes: [100, 1000, 10_000, 100_000],
      size: 10_000,
      nexus: [1, 2, 4],
      pairs: 7,
      seconds: 3,
      starts: 60,
      batch: 32,
      rounds: 5,
    };
const limits: Limit[] = [];

console.log(`Node ${process.version}, ${String(cpus().length)} × ${cpus()[0]?.model ?? '?'}`);
console.log('PostgreSQL on this machine, fsync on. Median (least–most).');
const folder = await mkdtemp(join(tmpdir(), 'skewline-bench-nexus-'));
process.on('exit', () => {
  rmSync(folder, { recursive: true, force: true });
});
const server = await startServer();
const sites: Site[] = [];
try {
  for (const size of effort.sizes) {
    const nexus = size === effort.size ? Math.max(...effort.nexus) : 1;
    const startable = 2 * effort.batch;
    const began = performance.now();
    sites.push(await openSite(server, join(folder, String(size)), { size, nexus, startable }));
    const seconds = (performance.now() - began) / 1000;
    console.log(`A rack with ${String(size)} instances is there after ${seconds.toFixed(0)} s.`);
  }
  const site = sites.find(({ size }) => size === effort.size);
  if (site === undefined) throw new Error('there is no rack of the size to compare at');
  const reads = await Reads.open(site);
  const starts = new Starts(site);
  if (!quick) await warmUp(reads, starts);
  await compareReads(reads);
  await compareStarts(server, starts);
  await severalNexus(reads, starts);
  await reads.close();
  await growth(sites);
} finally {
  for (const site of sites) await site.close();
  await server.stop();
}
printLimits(limits);
if (!quick && limits.some(({ met }) => !met)) process.exitCode = 1;

async function warmUp(reads: Reads, starts: Starts): Promise<void> {
  for (const target of ['nexus', 'plain'] as const) {
    for (const name of ['view', 'list'] as const) {
      await reads.measure(
        target,
        name,
        effort.seconds,
        target === 'nexus' ? Math.max(...effort.nexus) : 1,
      );
    }
  }
  await starts.perSecond(effort.batch, 8, Math.max(...effort.nexus));
}

async function compareReads(reads: Reads): Promise<void> {
  const rows: string[][] = [];
  for (const { name, least } of [
    { name: 'view', least: 0.25 },
    { name: 'view by name', least: null },
    { name: 'list', least: 0.25 },
    { name: 'list, page 100', least: null },
  ] as const) {
    const isPlainAble = name !== 'view by name';
    const measured: Record<Target, Measured[]> = { nexus: [], plain: [] };
    for (let pair = 0; pair < effort.pairs; pair += 1) {
      const order: readonly Target[] = pair % 2 === 0 ? ['nexus', 'plain'] : ['plain', 'nexus'];
      for (const target of order) {
        if (target === 'plain' && !isPlainAble) continue;
        measured[target].push(await reads.measure(target, name, effort.seconds));
      }
    }
    const { nexus, plain } = measured;
    const text = (of: readonly Measured[], member: 'requestsPerSecond' | 'cost'): string =>
      of.length === 0 ? '' : spreadText(spreadOf(of.map((one) => one[member])), 0);
    const ratio = spreadOf(
      nexus.map(
        ({ requestsPerSecond }, pair) =>
          requestsPerSecond / (plain[pair]?.requestsPerSecond ?? Number.NaN),
      ),
    );
    const middle = (member: 'p50' | 'p99'): string =>
      spreadOf(nexus.map((one) => one[member])).median.toFixed(0);
    rows.push([
      name,
      text(nexus, 'requestsPerSecond'),
      text(plain, 'requestsPerSecond'),
      isPlainAble ? spreadText(ratio, 2) : '',
      text(nexus, 'cost'),
      text(plain, 'cost'),
      `${middle('p50')} / ${middle('p99')}`,
    ]);
    if (least !== null) {
      limits.push({
        what: `${name}: requests per second, of a server by hand`,
        measured: ratio.median.toFixed(2),
        limit: `at least ${least.toFixed(2)}`,
        met: ratio.median >= least,
      });
    }
  }
  console.log(
    `\nOne nexus, ${String(effort.size)} instances, pages of 100, 16 connections; ` +
      `${String(effort.pairs)} interleaved pairs of ${String(effort.seconds)} s`,
  );
  printTable(
    [
      'requests per second',
      'nexus',
      'by hand',
      'ratio',
      'nexus, µs of processor',
      'by hand, µs',
      'nexus, ms p50 / p99',
    ],
    rows,
  );
}

async function compareStarts(where: Server, starts: Starts): Promise<void> {
  const bare = await openBareStarts(where, effort.size);
  const ours: number[] = [];
  const theirs: number[] = [];
  const seen: StartTimes[] = [];
  try {
    for (let round = -2; round < effort.starts; round += 1) {
      const isFirst = round % 2 === 0;
      const one = isFirst ? await starts.waited() : null;
      const other = await bare.one();
      const time = one ?? (await starts.waited());
      const times = await starts.one();
      if (round < 0) continue;
      ours.push(time);
      theirs.push(other);
      seen.push(times);
    }
  } finally {
    await bare.close();
  }
  console.log(
    `\nA start, one at a time, ${String(effort.size)} instances, ${String(effort.starts)} rounds in turns; ` +
      'milliseconds, p50 / p99',
  );
  const row = (name: string, values: readonly number[]): readonly string[] => [
    name,
    `${percentile(values, 0.5).toFixed(1)} / ${percentile(values, 0.99).toFixed(1)}`,
  ];
  const ratio = spreadOf(ours.map((time, at) => time / (theirs[at] ?? Number.NaN))).median;
  printTable(
    ['what', 'ms'],
    [
      row(
        'from the request to its 202',
        seen.map(({ accepted }) => accepted),
      ),
      row(
        'from the 202 until it is seen to run',
        seen.map(({ running }) => running),
      ),
      row(
        'from start_accepted to start_succeeded, by its events',
        seen.map(({ told }) => told),
      ),
      row('with Prefer: wait, from the request to the answer', ours),
      row('the saga alone, with a sled agent at hand', theirs),
      ['a start that is waited for, by the saga alone', `${ratio.toFixed(2)} ×`],
    ],
  );
  limits.push({
    what: 'a start that is waited for, by its saga alone',
    measured: `${ratio.toFixed(2)} ×`,
    limit: '2.5 ×',
    met: ratio <= 2.5,
  });
}

async function severalNexus(reads: Reads, starts: Starts): Promise<void> {
  const measured = new Map(
    effort.nexus.map((count) => [
      count,
      { view: [] as number[], list: [] as number[], start: [] as number[], busy: [] as number[] },
    ]),
  );
  for (let round = 0; round < effort.rounds; round += 1) {
    for (let turn = 0; turn < effort.nexus.length; turn += 1) {
      const count = effort.nexus[(round + turn) % effort.nexus.length] ?? 1;
      const into = measured.get(count);
      const view = await reads.measure('nexus', 'view', effort.seconds, count);
      const list = await reads.measure('nexus', 'list', effort.seconds, count);
      into?.view.push(view.requestsPerSecond);
      into?.list.push(list.requestsPerSecond);
      into?.busy.push((view.cost * view.requestsPerSecond) / 1e6);
      into?.start.push(await starts.perSecond(effort.batch, 16, count));
    }
  }
  console.log(
    `\nSeveral nexus on one database, ${String(cpus().length)} processors for all, PostgreSQL, sled agents and the ` +
      'load included; per second',
  );
  printTable(
    ['nexus', 'view', 'list', 'start, 16 at a time', 'processors busy with nexus, view'],
    [...measured].map(([count, { view, list, start, busy }]) => [
      String(count),
      spreadText(spreadOf(view), 0),
      spreadText(spreadOf(list), 0),
      spreadText(spreadOf(start), 1),
      spreadOf(busy).median.toFixed(2),
    ]),
  );
}

async function growth(all: readonly Site[]): Promise<void> {
  const names: readonly ReadName[] = ['view', 'list', 'list, page 100'];
  const open = new Map<Site, { readonly reads: Reads; readonly starts: Starts }>();
  const cells = new Map<string, number[]>();
  const note = (what: string, site: Site, value: number): void => {
    const key = `${what} ${String(site.size)}`;
    const values = cells.get(key);
    if (values === undefined) cells.set(key, [value]);
    else values.push(value);
  };
  for (const site of all)
    open.set(site, { reads: await Reads.open(site), starts: new Starts(site) });
  try {
    // The first round is for warming up.
    for (let round = quick ? 1 : 0; round <= effort.rounds; round += 1) {
      for (const [site, { reads, starts }] of open) {
        const times: StartTimes[] = [];
        for (let count = 0; count < 4; count += 1) times.push(await starts.one());
        const rates: number[] = [];
        for (const name of names) {
          rates.push((await reads.measure('nexus', name, 1)).requestsPerSecond);
        }
        const perSecond = await starts.perSecond(effort.batch / 2, 8, 1);
        if (round === 0) continue;
        for (const [at, name] of names.entries()) note(name, site, rates[at] ?? Number.NaN);
        for (const { accepted, running } of times) {
          note('accepted', site, accepted);
          note('running', site, running);
        }
        note('starts', site, perSecond);
      }
    }
  } finally {
    for (const { reads } of open.values()) await reads.close();
  }
  const row = (title: string, what: string, digits: number): readonly string[] => [
    title,
    ...all.map(({ size }) =>
      spreadText(spreadOf(cells.get(`${what} ${String(size)}`) ?? []), digits),
    ),
  ];
  console.log(
    `\nHow it grows with the instances, one nexus, ${String(effort.rounds)} rounds in turns`,
  );
  printTable(
    ['', ...all.map(({ size }) => String(size))],
    [
      row('view, per second', 'view', 0),
      row('list of 100, per second', 'list', 0),
      row('page 100, or the last, per second', 'list, page 100', 0),
      row('start, to its 202, ms', 'accepted', 1),
      row('start, from there until it runs, ms', 'running', 1),
      row('start, 8 at a time, per second', 'starts', 1),
    ],
  );
  const middle = (what: string, site: Site | undefined): number =>
    spreadOf(cells.get(`${what} ${String(site?.size)}`) ?? []).median;
  // The smallest list has only one page.
  const [smallest, few] = all;
  const most = all.at(-1);
  for (const [what, limit, ratio] of [
    ['a page of a list', 1.5, middle('list', few) / middle('list', most)],
    ['page 100, by page 1', 1.25, middle('list', most) / middle('list, page 100', most)],
    ['a view', 1.5, middle('view', smallest) / middle('view', most)],
    ['a start to its 202', 1.5, middle('accepted', most) / middle('accepted', smallest)],
    ['a start until it runs', 3, middle('running', most) / middle('running', smallest)],
  ] as const) {
    limits.push({
      what: `${what}: time at ${String(most?.size)} instances, by that at few`,
      measured: `${ratio.toFixed(2)} ×`,
      limit: `${String(limit)} ×`,
      met: ratio <= limit,
    });
  }
}
