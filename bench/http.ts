/**
 * What versions cost over HTTP: handlers behind the adapter beside the same handlers in Fastify routes
 * by hand, with the same validators and the same answers; the size of a client; what it costs to ask
 * which version to speak, and what a call costs beside plain `fetch`. Servers, load generator and
 * client are processes of their own. All pairs are interleaved (A B, B A, …), all ratios are of this
 * run. `--quick`: fewer and shorter. Exit code 1 where a limit is missed, but for `--quick`.
 */
import { cpus } from 'node:os';
import { measureBundles } from './http/bundles.ts';
import type { Answer, Times } from './http/calls.ts';
import { measureClients } from './http/clients.ts';
import { measureServers, type Measured } from './http/servers.ts';
import {
  type Limit,
  printLimits,
  printTable,
  quick,
  type Spread,
  spreadOf,
  spreadText,
} from './support.ts';

const effort = quick
  ? { starts: 1, pairs: 1, seconds: 1, warmUp: false }
  : { starts: 8, pairs: 3, seconds: 1, warmUp: true };
const clientEffort = quick
  ? { rounds: 2, batch: 100, negotiations: 30 }
  : { rounds: 21, batch: 500, negotiations: 500 };

console.log(`Node ${process.version}, ${String(cpus().length)} × ${cpus()[0]?.model ?? '?'}`);
console.log('Median (least–most).');

const limits: Limit[] = [];
await servers();
await clients();
await bundles();
printLimits(limits);
if (!quick && limits.some(({ met }) => !met)) process.exitCode = 1;

async function servers(): Promise<void> {
  const rows: string[][] = [];
  const busy: number[] = [];
  for (const [{ name, limit }, pairs] of await measureServers(effort)) {
    busy.push(...pairs.flatMap(({ plain, adapter }) => [plain.server, adapter.server]));
    const of = (who: 'plain' | 'adapter', member: keyof Measured, digits: number): string =>
      spreadText(spreadOf(pairs.map((pair) => pair[who][member])), digits);
    const ratio = spreadOf(
      pairs.map(({ plain, adapter }) => adapter.requestsPerSecond / plain.requestsPerSecond),
    );
    rows.push([
      name,
      of('plain', 'requestsPerSecond', 0),
      of('adapter', 'requestsPerSecond', 0),
      spreadText(ratio, 3),
      of('plain', 'cost', 1),
      of('adapter', 'cost', 1),
      spreadText(spreadOf(pairs.map(({ plain, adapter }) => plain.cost / adapter.cost)), 3),
      of('adapter', 'server', 2),
      of('adapter', 'generator', 2),
    ]);
    limits.push({
      what: `${name}: requests per second, of plain Fastify`,
      measured: ratio.median.toFixed(3),
      limit: `at least ${limit.toFixed(2)}`,
      met: ratio.median >= limit,
    });
  }
  const { starts, pairs, seconds } = effort;
  console.log(
    `\nServers: ${String(starts)} starts of both, ${String(pairs)} interleaved pairs of ` +
      `${String(seconds)} s in each`,
  );
  printTable(
    [
      'requests per second',
      'plain Fastify',
      'adapter',
      'ratio',
      'plain, µs of processor',
      'adapter, µs',
      'ratio',
      'server busy',
      'generator busy',
    ],
    rows,
  );
  if (spreadOf(busy).median < 0.9) {
    console.log('The servers were kept waiting: something else runs here. Run it again.');
  }
}

async function clients(): Promise<void> {
  const rows: string[][] = [];
  const negotiations: string[][] = [];
  for (const [version, answer] of await measureClients(clientEffort)) {
    const server = `server of ${String(version)}`;
    rows.push(
      callRow(`vmm_put_state, ${server}`, answer.putState),
      callRow(`vmm_register, ${server}`, answer.register),
    );
    negotiations.push(negotiationRow(server, answer.negotiation));
  }
  const { rounds, batch, negotiations: times } = clientEffort;
  console.log(
    `\nClient of 49: ${String(rounds)} interleaved rounds of ${String(batch)} calls, one at a time; µs`,
  );
  printTable(['one call', 'fetch by hand', 'client', 'ratio', 'difference'], rows);
  console.log(`\nNegotiation: ${String(times)} new connections; µs, p50 / p99`);
  printTable(
    ['first call, less a later one', 'versions fetched by hand', 'negotiation'],
    negotiations,
  );
}

function callRow(name: string, { client, plain }: Times): string[] {
  const pairs = (combine: (one: number, other: number) => number): Spread =>
    spreadOf(client.map((time, index) => combine(time, plain[index] ?? Number.NaN)));
  return [
    name,
    spreadText(spreadOf(plain), 0),
    spreadText(spreadOf(client), 0),
    spreadText(
      pairs((one, other) => one / other),
      2,
    ),
    spreadText(
      pairs((one, other) => one - other),
      0,
    ),
  ];
}

function negotiationRow(server: string, { client, plain }: Answer['negotiation']): string[] {
  const text = (values: readonly number[]): string => {
    const sorted = values.toSorted((a, b) => a - b);
    const at = (share: number): string =>
      (sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(0);
    return `${at(0.5)} / ${at(0.99)}`;
  };
  return [server, text(plain), text(client)];
}

async function bundles(): Promise<void> {
  const sizes = await measureBundles();
  const [plain] = sizes.values();
  console.log('\nBundles: esbuild, minified, for browsers; bytes');
  printTable(
    ['program', 'minified', 'gzipped', 'gzipped, more than by hand'],
    [...sizes].map(([program, { minified, gzipped }]) => [
      program,
      String(minified),
      String(gzipped),
      String(gzipped - (plain?.gzipped ?? 0)),
    ]),
  );
  const [two, all] = [
    sizes.get('client, two operations')?.gzipped ?? Number.NaN,
    sizes.get('client, all operations')?.gzipped ?? Number.NaN,
  ];
  limits.push({
    what: 'client, two operations: gzipped, of one with all operations',
    measured: (two / all).toFixed(2),
    limit: 'less than 1',
    met: two < all,
  });
}
