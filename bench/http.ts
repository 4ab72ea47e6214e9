/**
 * What versions cost over HTTP: handlers behind the adapter beside the same handlers in Fastify routes
 * by hand, with the same validators and the same answers; the size of a client; what it costs to ask
 * which version to speak, and what a call costs beside plain `fetch`. Servers, load generator and
 * client are processes of their own. All pairs are interleaved (A B, B A, …), all ratios are of this
 * run. `--quick`: fewer and shorter. Exit code 1 where a limit is missed, but for `--quick`.
 */
import { cpus } from 'node:os';
import { measureServers, type Measured } from './http/servers.ts';
import { type Limit, printLimits, printTable, quick, spreadOf, spreadText } from './support.ts';

const effort = quick ? { starts: 1, pairs: 3, seconds: 1 } : { starts: 5, pairs: 4, seconds: 1.5 };

const limits: Limit[] = [];
const rates: string[][] = [];
for (const [scenario, pairs] of await measureServers(effort)) {
  const of = (name: 'plain' | 'adapter', member: keyof Measured, digits: number): string =>
    spreadText(spreadOf(pairs.map((pair) => pair[name][member])), digits);
  const ratio = spreadOf(
    pairs.map(({ plain, adapter }) => adapter.requestsPerSecond / plain.requestsPerSecond),
  );
  rates.push([
    scenario.name,
    of('plain', 'requestsPerSecond', 0),
    of('adapter', 'requestsPerSecond', 0),
    spreadText(ratio, 3),
    of('plain', 'cost', 1),
    of('adapter', 'cost', 1),
    of('adapter', 'server', 2),
    of('adapter', 'generator', 2),
  ]);
  limits.push({
    what: `${scenario.name}: requests per second, of plain Fastify`,
    measured: ratio.median.toFixed(3),
    limit: `at least ${scenario.limit.toFixed(2)}`,
    met: ratio.median >= scenario.limit,
  });
}

console.log(
  `\nNode ${process.version}, ${String(cpus().length)} processors (${cpus()[0]?.model ?? '?'})`,
);
console.log(
  `${String(effort.starts)} starts of both servers, ${String(effort.pairs)} interleaved pairs of ` +
    `${String(effort.seconds)} s each. Median (least–most).\n`,
);
printTable(
  [
    'requests per second',
    'plain Fastify',
    'adapter',
    'ratio',
    'plain, µs of processor',
    'adapter, µs',
    'server busy',
    'generator busy',
  ],
  rates,
);
printLimits(limits);
if (!quick && limits.some(({ met }) => !met)) process.exitCode = 1;
