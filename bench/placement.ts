/**
 * Placement: decisions per second on racks that are 90 % full and fragmented, where one request in ten
 * is refused, from one rack to 50,000 sleds, with and without explanation, beside a scan from scratch in
 * the same run; how well `best_fit` packs; and reservations per second on PostgreSQL. One core, one
 * process. What is measured is checked first: view and scan agree about every request. `--quick`: fewer
 * and smaller. `--no-database`: without PostgreSQL. Exit code 1 where a limit is missed, but for `--quick`.
 */
import { cpus } from 'node:os';
import { strategies } from '@skewline/placement';
import { measureReservations } from './placement/database.ts';
import { type Measured, measureDecisions } from './placement/decisions.ts';
import { mixes, pack } from './placement/packing.ts';
import { type Kind, kinds } from './placement/racks.ts';
import {
  type Limit,
  printLimits,
  printTable,
  quick,
  type Spread,
  spreadOf,
  spreadText,
} from './support.ts';

const sizes = [32, 320, 5000, 50_000];
// Each request is checked against a scan of all sleds first.
const effort = quick
  ? { sizes, rounds: 1, batch: 1000, requests: 100 }
  : { sizes, rounds: 11, batch: 5000, requests: 1000 };
const limits: Limit[] = [];

console.log(`Node ${process.version}, ${String(cpus().length)} × ${cpus()[0]?.model ?? '?'}`);
console.log('Median (least–most).');
decisions();
packing();
if (!process.argv.includes('--no-database')) await reservations();
printLimits(limits);
if (!quick && limits.some(({ met }) => !met)) process.exitCode = 1;

/** Thousands per second, of microseconds each. */
function rate({ median, least, most }: Spread): string {
  const thousands = { median: 1000 / median, least: 1000 / most, most: 1000 / least };
  return spreadText(thousands, thousands.median < 10 ? 2 : 0);
}

function decisions(): void {
  const { measured, rackFull } = measureDecisions(effort, strategies.best_fit);
  const full = sizes.map((sleds) => {
    const [threads = 0, memory = 0] = rackFull.get(sleds) ?? [];
    return `${String(sleds)}: ${threads.toFixed(1)} % of CPUs, ${memory.toFixed(1)} % of memory`;
  });
  console.log(`\nRacks: ${full.join('; ')}`);
  console.log('Thousands of decisions per second, one request in ten refused');
  printTable(
    [
      'sleds',
      'requests',
      'view',
      '+ explained',
      '+ reserved, released',
      'best_fit',
      'scan',
      'view/scan',
    ],
    measured.map(({ sleds, kind, view, explained, applied, bestFit, scan }) => [
      String(sleds),
      kind,
      rate(view),
      rate(explained),
      rate(applied),
      rate(bestFit),
      rate(scan),
      `${(scan.median / view.median).toFixed(1)} ×`,
    ]),
  );
  console.log('\nMilliseconds to explain a refusal, its text included');
  printTable(
    ['sleds', ...kinds],
    sizes.map((sleds) => [
      String(sleds),
      ...kinds.map((kind) => spreadText(one(measured, sleds, kind).refusal, 3)),
    ]),
  );
  console.log(
    '\nFor context, of other machines and of more than choosing: kube-scheduler at 5,000 nodes 680 to 810\n' +
      'pods per second plain, 35 to 60 with affinity (thresholds of its own benchmark); Nomad about 3,750\n' +
      'containers per second on 5,000 hosts with 5 servers (C1M).',
  );
  atLeast(measured, 'plain', 100);
  atLeast(measured, 'groups', 20);
  for (const kind of kinds) {
    for (const sleds of [5000, 50_000]) {
      const { median } = one(measured, sleds, kind).refusal;
      limits.push({
        what: `${kind}, ${String(sleds)} sleds: a refusal explained`,
        measured: `${median.toFixed(3)} ms`,
        limit: '< 1 ms',
        met: median < 1,
      });
    }
  }
  for (const kind of kinds) {
    const growth = one(measured, 50_000, kind).view.median / one(measured, 320, kind).view.median;
    limits.push({
      what: `${kind}: time per decision, 50,000 sleds by 320`,
      measured: `${growth.toFixed(2)} ×`,
      limit: '< 3 ×',
      met: growth < 3,
    });
  }
}

function one(measured: readonly Measured[], sleds: number, kind: Kind): Measured {
  const found = measured.find((other) => other.sleds === sleds && other.kind === kind);
  if (!found) throw new Error(`${kind} was not measured with ${String(sleds)} sleds`);
  return found;
}

function atLeast(measured: readonly Measured[], kind: Kind, thousands: number): void {
  const reached = 1000 / one(measured, 5000, kind).view.median;
  limits.push({
    what: `${kind}, 5000 sleds: decisions per second`,
    measured: `${reached.toFixed(0)},000`,
    limit: `${String(thousands)},000`,
    met: reached >= thousands,
  });
}

function packing(): void {
  const instances = quick ? 1000 : 5000;
  const seeds = quick ? [1] : [1, 2, 3, 4, 5];
  console.log(
    `\nSleds that ${String(instances)} instances take, one after the other, of a rack of twice the lower bound`,
  );
  const rows = mixes.map((mix) => {
    const packed = (name: keyof typeof strategies) =>
      seeds.map((seed) => pack(mix, instances, strategies[name], seed));
    const bestFit = packed('best_fit');
    const text = (all: readonly { readonly used: number }[]): string =>
      spreadText(spreadOf(all.map(({ used }) => used)), 0);
    const waste = spreadOf(bestFit.map(({ used, lowerBound }) => 100 * (used / lowerBound - 1)));
    return [
      mix.name,
      spreadText(spreadOf(bestFit.map(({ lowerBound }) => lowerBound)), 0),
      text(bestFit),
      `${spreadText(waste, 1)} %`,
      text(packed('any')),
      text(packed('spread')),
    ];
  });
  printTable(['sizes', 'lower bound', 'best_fit', 'above the bound', 'any', 'spread'], rows);
}

async function reservations(): Promise<void> {
  const measured = await measureReservations({
    samples: quick ? 2 : 10,
    vmms: quick ? [8] : [1, 8, 16],
    sleds: quick ? [4] : [1, 4, 8],
  });
  console.log('\nReservations on PostgreSQL; tasks start together, each reserves its VMMs in turn');
  printTable(
    ['groups', 'sleds', 'tasks', 'VMMs of a task', 'ms per VMM', 'VMMs per second', 'inserts lost'],
    measured.map(({ pattern, sleds, tasks, vmms, each, perSecond, lost }) => [
      pattern,
      String(sleds),
      String(tasks),
      String(vmms),
      spreadText(each, 2),
      spreadText(perSecond, 0),
      String(lost),
    ]),
  );
}
