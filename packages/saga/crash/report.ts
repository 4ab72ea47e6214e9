import type { ChainResult } from './chain.ts';
import type { OwnersResult } from './owners.ts';
import type { PendingResult } from './pending.ts';

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function chainLine({ plan, kills, leaks, faults, seconds }: ChainResult): string {
  const { scenario, engine, database, direction } = plan;
  const what = `${scenario} ${direction} on ${engine}, ${database}`;
  const sum = `${kills} kills, ${leaks} leaks, ${faults.length} faults, ${seconds.toFixed(0)} s`;
  const told = faults.flatMap(({ where, lines }) => [
    `  ${where}`,
    ...lines.slice(0, 20).map((line) => `    ${line.slice(0, 400)}`),
  ]);
  return [`${what}: ${sum}`, ...told].join('\n');
}

export function controlLine({ plan, kills, faults }: ChainResult): string {
  const found =
    faults.length === 0 ? 'NONE OF ITS FAULTS IS FOUND' : `${faults.length} faults found`;
  return `a careless saga, ${plan.direction}, to see that the suite sees: ${kills} kills, ${found}`;
}

export function chainTable(results: readonly ChainResult[]): string {
  const rows = results
    .toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
    .map(({ plan, boundaries, kills, leaks, faults, seconds }) => [
      plan.scenario,
      plan.direction,
      `${plan.engine} on ${plan.database}`,
      String(boundaries),
      String(kills),
      String(leaks),
      String(faults.length),
      seconds.toFixed(0),
    ]);
  const head = ['saga', 'direction', 'engine', 'boundaries', 'kills', 'leaks', 'faults', 'seconds'];
  return `\nA process killed at every boundary, and the saga finished by another\n${table(head, rows)}`;
}

export function ownersTable(results: readonly OwnersResult[]): string {
  const rows = results.map(({ engine, pauseAt, refused, twice, calledTwice, faults }) => [
    engine,
    pauseAt,
    [...new Set(refused)].join(', '),
    twice.join(', ') || 'none',
    calledTwice.join(', ') || 'none',
    faults.join('; ') || 'none',
  ]);
  const head = [
    'engine',
    'paused',
    'refused when woken',
    'rows written twice',
    'called twice, declared idempotent',
    'faults',
  ];
  return `\nAn owner stopped past its lease, its saga taken over, then woken\n${table(head, rows)}`;
}

export function pendingTable(results: readonly PendingResult[]): string {
  const rows = results.map(({ engine, database, finished, parked, recoveryMs, faults }) => [
    `${engine} on ${database}`,
    String(finished),
    String(parked.length),
    String(recoveryMs),
    faults.join('; ') || 'none',
  ]);
  const reasons = results.flatMap(({ engine, database, parked }) =>
    parked.map((reason) => `  parked by ${engine} on ${database}: ${reason}`),
  );
  const head = ['engine', 'done', 'parked', 'recovery ms', 'faults'];
  return `\nSagas that were pending at a crash\n${[table(head, rows), ...reasons].join('\n')}\n`;
}

function keyOf({ plan }: ChainResult): string {
  return `${plan.scenario} ${plan.engine} ${plan.database} ${plan.direction}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
