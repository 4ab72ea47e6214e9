import type { SkewReport, SkewVerdict } from '@skewline/nexus-types/operator';
import { answered } from './answered.ts';
import { act, type Group, leaf } from './command.ts';
import { CliProblem } from './problem.ts';
import { type Paint, plain, tableText } from './text.ts';

const colours: { readonly [Verdict in SkewVerdict]: 'green' | 'yellow' | 'red' | 'dim' } = {
  full: 'green',
  lossy: 'yellow',
  refused: 'red',
  unknown: 'dim',
};

export function addSkewCommand(program: Group): void {
  leaf(
    program,
    'skew',
    'says which version everybody in the rack speaks, and what gets lost',
    'skew --json',
  ).action(
    act(program.terminal, async ({ client }) => {
      const found = answered(await client.skewReport());
      if (found instanceof CliProblem) return found;
      return { value: found, text: (paint) => reportText(paint, found) };
    }),
  );
}

function reportText(paint: Paint, { nexus, sleds, summary }: SkewReport): string {
  const apis = tableText(
    paint,
    ['API', 'NEXUS', 'OLDEST', 'NEWEST'],
    nexus.map(({ api, role, oldest, newest }) => [api, role, oldest, newest]),
  );
  const rows = tableText(
    paint,
    ['SLED', 'SERIAL', 'ANNOUNCED', 'SPOKEN', 'REPORTS IN', 'VERDICT', 'HEARD', 'LOST'],
    sleds.map((sled) => [
      sled.sled_id,
      sled.serial,
      sled.announced === null ? null : plain(sled.announced),
      sled.spoken,
      sled.reports_in,
      paint.colour(colours[sled.verdict], sled.verdict),
      paint.age(sled.time_heard),
      sled.losses.map(plain).join('\n'),
    ]),
  );
  return `${plain(summary)}\n\n${apis}\n${rows}`;
}
