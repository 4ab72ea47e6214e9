/**
 * What the console costs, in the Chromium of this system, over loopback, from a nexus on PostgreSQL: bytes, the first
 * load with few and with many instances, a change in a list of many, and typing in its search field. Beside it, from the
 * same nexus with the same headers, a page by hand (`console/plain`): `fetch`, and an element for every cell. All rounds
 * are interleaved (A B, B A, …), all ratios are of this run.
 *
 * `--quick`: fewer rounds. Exit code 1 where a limit is missed; with `--quick`, only that of bytes.
 */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumPath } from '../tools/src/chromium.ts';
import { type FileSize, measureBytes } from './console/bytes.ts';
import { type ConsoleSite, openConsoleSite } from './console/site.ts';
import { type Contender, type Load, type Stay, Visitor } from './console/visit.ts';
import { startServer } from './saga/server.ts';
import { type Limit, printLimits, printTable, quick, spreadOf, spreadText } from './support.ts';

const effort = quick ? { rounds: 1, changes: 1 } : { rounds: 9, changes: 2 };
const sizes = { few: 100, many: 10_000 };
/** Nearly all ids have one, few have four in a row. */
const keys = '7777';
const contenders = ['console', 'plain'] as const;
const mostBytes = 250_000;
const mostOfUpdate = 100;
const limits: Limit[] = [];

/** A load of a list by who has never been there, or has. */
type Way = `${keyof typeof sizes} ${'cold' | 'warm'}`;
const ways: readonly Way[] = ['few cold', 'few warm', 'many cold', 'many warm'];

interface Seen {
  readonly loads: Readonly<Record<Way, Load[]>>;
  readonly stays: Stay[];
}

const executablePath = chromiumPath();
const folder = await mkdtemp(join(tmpdir(), 'skewline-bench-console-'));
process.on('exit', () => {
  rmSync(folder, { recursive: true, force: true });
});
const server = await startServer();
try {
  const site = await openConsoleSite(server, folder, sizes);
  const browser = await chromium.launch({
    executablePath,
    chromiumSandbox: process.getuid?.() !== 0,
  });
  try {
    console.log(
      `Chromium ${browser.version()}, Node ${process.version}, ` +
        `${String(cpus().length)} × ${cpus()[0]?.model ?? '?'}`,
    );
    console.log('Median (least–most).');
    printBytes(await measureBytes(site.url, site.files));
    const seen = await look(site, (contender) => Visitor.open(browser, site, contender));
    printLoads(seen);
    printWhole(seen);
    printUpdates(seen);
    printTyping(seen);
  } finally {
    await browser.close();
    await site.close();
  }
} finally {
  await server.stop();
}
printLimits(limits);
const held = quick ? limits.slice(0, 1) : limits;
if (held.some(({ met }) => !met)) process.exitCode = 1;

async function look(
  { few, many }: ConsoleSite,
  open: (contender: Contender) => Promise<Visitor>,
): Promise<Readonly<Record<Contender, Seen>>> {
  const empty = (): Seen => ({
    loads: { 'few cold': [], 'few warm': [], 'many cold': [], 'many warm': [] },
    stays: [],
  });
  const seen = { console: empty(), plain: empty() };
  // The first round is for warming up.
  for (let round = quick ? 0 : -1; round < effort.rounds; round += 1) {
    for (const contender of round % 2 === 0 ? contenders : contenders.toReversed()) {
      const { loads, stays } = round === -1 ? empty() : seen[contender];
      for (const [size, list] of [
        ['few', few],
        ['many', many],
      ] as const) {
        const visitor = await open(contender);
        loads[`${size} cold`].push(await visitor.load(list));
        // Chromium keeps what it has compiled when it sees a script again.
        if (size === 'few') await visitor.load(list);
        else stays.push(await visitor.stay(list, effort.changes, keys));
        loads[`${size} warm`].push(await visitor.load(list));
        await visitor.close();
      }
    }
  }
  return seen;
}

function printBytes(files: readonly FileSize[]): void {
  const sum = (whose: Contender, member: 'raw' | 'sent'): number =>
    files.filter((file) => file.whose === whose).reduce((all, file) => all + file[member], 0);
  const text = (bytes: number): string => bytes.toLocaleString('en');
  console.log('\nFiles, bytes; as they are, and as they are sent (gzip where that is less)');
  printTable(
    ['file', 'raw', 'sent'],
    [
      ...files.map(({ name, raw, sent }) => [name, text(raw), text(sent)]),
      ...contenders.map((whose) => [
        whose === 'console' ? 'the console in all' : 'the page by hand in all',
        text(sum(whose, 'raw')),
        text(sum(whose, 'sent')),
      ]),
    ],
  );
  const sent = sum('console', 'sent');
  limits.push({
    what: 'the console in all, bytes as sent',
    measured: text(sent),
    limit: text(mostBytes),
    met: sent <= mostBytes,
  });
}

function printLoads(seen: Readonly<Record<Contender, Seen>>): void {
  console.log(
    '\nLoads, ms from the navigation; the first row is clicked as soon as it is shown. ' +
      `${String(effort.rounds)} rounds in turns`,
  );
  printTable(
    [
      'instances, cache',
      '',
      'first paint',
      'list shown',
      'click to instance',
      'interactive',
      'of tasks, over 50 ms',
      'processor',
      'requests',
      'kB',
    ],
    ways.flatMap((way) =>
      contenders.map((contender) => {
        const loads = seen[contender].loads[way];
        const [size = '', cache = ''] = way.split(' ');
        const of = (member: (load: Load) => number): string =>
          spreadText(spreadOf(loads.map(member)), 0);
        return [
          `${String(size === 'few' ? sizes.few : sizes.many)}, ${cache}`,
          contender === 'console' ? 'console' : 'by hand',
          of(({ firstPaint }) => firstPaint),
          of(({ list }) => list),
          of(({ click }) => click),
          of(({ interactive }) => interactive),
          of(({ blocked }) => blocked.total),
          of(({ work }) => work),
          String(spreadOf(loads.map(({ requests }) => requests.files + requests.data)).median),
          (
            spreadOf(loads.map(({ requests }) => requests.fileBytes + requests.dataBytes)).median /
            1000
          ).toFixed(0),
        ];
      }),
    ),
  );
  console.log('\nInteractive, by that of the page by hand');
  printTable(
    ['instances, cache', 'ratio'],
    ways.map((way) => [
      way,
      spreadText(
        spreadOf(
          seen.console.loads[way].map(
            ({ interactive }, round) =>
              interactive / (seen.plain.loads[way][round]?.interactive ?? Number.NaN),
          ),
        ),
        2,
      ),
    ]),
  );
}

function printWhole(seen: Readonly<Record<Contender, Seen>>): void {
  console.log(`\nAll ${sizes.many.toLocaleString('en')} rows, warm, ms from the navigation`);
  const row = (title: string, member: (stay: Stay) => number): readonly string[] =>
    compared(title, seen.console.stays.map(member), seen.plain.stays.map(member));
  printTable(
    ['', 'console', 'by hand', 'ratio'],
    [
      row('all there', ({ whole }) => whole),
      row('end of the last task over 50 ms', ({ blocked }) => blocked.until),
      row('tasks over 50 ms: what they have over it', ({ blocked }) => blocked.total),
      row('longest task, 0: none over 50 ms', ({ blocked }) => blocked.longest),
    ],
  );
}

function printUpdates(seen: Readonly<Record<Contender, Seen>>): void {
  const updates = (contender: Contender): Stay['updates'] =>
    seen[contender].stays.flatMap((stay) => stay.updates);
  const row = (
    title: string,
    member: (update: Stay['updates'][number]) => number,
  ): readonly string[] =>
    compared(title, updates('console').map(member), updates('plain').map(member));
  console.log(
    `\nOne of ${sizes.many.toLocaleString('en')} changes its state, ms; ` +
      `${String(updates('console').length)} times`,
  );
  printTable(
    ['', 'console', 'by hand', 'ratio'],
    [
      row('from the last answer of the poll until it is shown', ({ shown }) => shown),
      row('processor time of the main thread, for all answers of the poll', ({ work }) => work),
      row('longest task, 0: none over 50 ms', ({ longest }) => longest),
      row('from asking for it', ({ took }) => took),
    ],
  );
  const { median } = spreadOf(updates('console').map(({ shown }) => shown));
  limits.push({
    what: `update of a list of ${sizes.many.toLocaleString('en')}, from the answer until it is shown`,
    measured: `${median.toFixed(0)} ms`,
    limit: `${String(mostOfUpdate)} ms`,
    met: median < mostOfUpdate,
  });
}

function printTyping(seen: Readonly<Record<Contender, Seen>>): void {
  const typed = (contender: Contender): Stay['typed'] =>
    seen[contender].stays.flatMap((stay) => stay.typed);
  const row = (title: string, member: 'letter' | 'list'): readonly string[] =>
    compared(
      title,
      typed('console').map((one) => one[member]),
      typed('plain').map((one) => one[member]),
    );
  console.log(
    `\nTyping in the search field over ${sizes.many.toLocaleString('en')} rows, ms from the key`,
  );
  printTable(
    ['', 'console', 'by hand', 'ratio'],
    [row('until the letter is shown', 'letter'), row('until the list is that of it', 'list')],
  );
}

/** Pairs of one round. */
function compared(
  title: string,
  ours: readonly number[],
  theirs: readonly number[],
): readonly string[] {
  const ratio = spreadOf(ours).median / spreadOf(theirs).median;
  return [
    title,
    spreadText(spreadOf(ours), 0),
    spreadText(spreadOf(theirs), 0),
    Number.isFinite(ratio) ? ratio.toFixed(2) : '',
  ];
}
