import type { Part } from './open-package.ts';

/** An end of an exchange: what is generated only where it is asked for. */
export type End = 'client' | 'server';

/** What the command line asks for beside what skewline.json says. */
export type Ends = { readonly [E in End]?: boolean };

const all: readonly End[] = ['client', 'server'];

/** The part as this run is asked to make it, and what of that the next run would not make. */
export function withEnds(
  part: Part,
  asked: Ends,
): { readonly part: Part; readonly onlyThisRun: readonly End[] } {
  if (part.kind !== 'api') return { part, onlyThisRun: [] };
  const onlyThisRun = all.filter((end) => asked[end] === true && !part.config[end]);
  const flags = Object.fromEntries(onlyThisRun.map((end) => [end, true]));
  return { part: { kind: 'api', config: { ...part.config, ...flags } }, onlyThisRun };
}
