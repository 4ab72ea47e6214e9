import { benches } from './benches.ts';
import { limitsOf, type Result, type Results } from './results.ts';

/** What BENCHMARKS.md says; `plots` has the files that were drawn, by name of the plot. */
export function reportText(
  results: Results,
  peers: ReadonlyMap<string, string>,
  plots: ReadonlyMap<string, string>,
): string {
  const there = benches.flatMap((bench) => {
    const result = results[bench.name];
    return result === undefined ? [] : [{ bench, result }];
  });
  const absent = benches.filter(({ name }) => results[name] === undefined);
  return [
    '# Benchmarks',
    '',
    'Written by `npm run bench` from what the benchmarks print; `npm run bench -- --only NAME` runs one anew. Every ratio is',
    'between things that ran in turns in the same run, on the same machine. Medians, with the least and the most.',
    '',
    ...machines(there.map(({ result }) => result)),
    '',
    `Peers: ${[...peers].map(([name, version]) => `${name} ${version}`).join(', ')}.`,
    '',
    ...(absent.length === 0
      ? []
      : [`Not run yet: ${absent.map(({ name }) => `\`${name}\``).join(', ')}.`, '']),
    '## Limits',
    '',
    'What the project has promised itself. A missed one is a failure of `npm run bench`.',
    '',
    '| benchmark | what | measured | limit | |',
    '|---|---|---|---|---|',
    ...there.flatMap(({ bench, result }) =>
      limitsOf(result).map(
        ({ what, measured, limit, met }) =>
          `| ${[`[${bench.name}](#${anchor(bench.title)})`, what, measured, limit, met ? 'met' : '**missed**'].map(cell).join(' | ')} |`,
      ),
    ),
    '',
    ...there.flatMap(({ bench: { name, title, about, plots: wanted }, result }) => [
      `## ${title}`,
      '',
      `\`npm run bench:${name}\` · ${result.date} · commit ${result.commit} · ${String(Math.round(result.seconds))} s`,
      '',
      about,
      '',
      ...wanted.flatMap((plot) => {
        const file = plots.get(plot.name);
        return file === undefined ? [] : [`![${plot.title}](${file})`, ''];
      }),
      '```text',
      result.output.trim(),
      '```',
      '',
    ]),
  ].join('\n');
}

/** One line where all ran on one machine. */
function machines(results: readonly Result[]): readonly string[] {
  const text = ({ machine: { processors, memory, system, node } }: Result): string =>
    `${processors}, ${memory}, ${system}, Node ${node}`;
  const all = [...new Set(results.map(text))];
  if (all.length <= 1) return all.map((one) => `Machine: ${one}.`);
  return results.map((result) => `- ${result.name}: ${text(result)}`);
}

function anchor(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
