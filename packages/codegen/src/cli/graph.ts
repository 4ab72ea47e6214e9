import { basename, dirname, resolve } from 'node:path';
import { analyseGraph } from '../graph/analyse.ts';
import { readDeclared } from '../graph/declared.ts';
import { renderDot } from '../graph/render/dot.ts';
import { graphJson } from '../graph/render/json.ts';
import { renderMermaid } from '../graph/render/mermaid.ts';
import { renderSvg } from '../graph/render/svg.ts';
import type { GraphReport } from '../graph/report.ts';
import { resolveGraph } from '../graph/resolve.ts';
import type { Problem } from '../model/problem.ts';
import { readTextFile } from '../read/package-files.ts';
import { replaceFile } from '../write.ts';
import { countOperations, readSurroundings } from './graph-files.ts';
import { graphLines } from './graph-text.ts';
import type { Io } from './io.ts';
import { exitCodes, hasErrors, jsonText, type Outcome, refused } from './outcome.ts';
import { styleOf } from './style.ts';

export const graphFormats = ['text', 'json', 'dot', 'mermaid', 'svg'] as const;

export interface GraphOptions {
  /** The declared file; its folder is the root that packages are relative to. */
  readonly file: string;
  readonly format: (typeof graphFormats)[number];
  /** A file to write to, in place of standard output. */
  readonly output?: string;
}

/** Units, APIs and calls: refuses what has no upgrade order, and says or draws all. */
export async function graph(options: GraphOptions, io: Io): Promise<Outcome> {
  const path = resolve(io.folder, options.file);
  const [root, file] = [dirname(path), basename(path)];
  const text = await readTextFile(path, options.file);
  if (text.value === undefined) return refused(text.problems.map(missing));
  const declared = readDeclared(text.value, file);
  if (declared.value === undefined) return refused(declared.problems);
  const around = await readSurroundings(declared.value, root, file, io);
  const resolved = resolveGraph(declared.value, around.value);
  const before = [...around.problems, ...resolved.problems];
  // With a policy or a client missing, what follows would be about another graph.
  if (resolved.graph === undefined || hasErrors(around.problems)) return refused(before);
  const first = analyseGraph(resolved.graph, { file });
  // What a way out costs is counted only where one is needed: it means reading documents.
  const report =
    first.cycles.length === 0 && first.proposals.length === 0
      ? first
      : analyseGraph(resolved.graph, {
          file,
          operations: await countOperations(declared.value, first, root, io),
        });
  return outcomeOf(report, [...before, ...report.problems], options, io);
}

async function outcomeOf(
  report: GraphReport,
  problems: readonly Problem[],
  { format, output }: GraphOptions,
  io: Io,
): Promise<Outcome> {
  const shown: Outcome = {
    exitCode: hasErrors(problems) ? exitCodes.refused : exitCodes.fine,
    problems,
    data: graphJson(report),
    text: (style) => (format === 'text' ? graphLines(report, style) : [drawn(report, format)]),
  };
  if (output === undefined) return shown;
  const text = format === 'json' ? jsonText(shown) : shown.text(styleOf(false)).join('\n');
  const failed = await replaceFile(resolve(io.folder, output), `${text}\n`, output);
  if (failed.length > 0) return refused([...problems, ...failed]);
  const { exitCode } = shown;
  return { exitCode, problems, data: { written: output }, text: () => [`wrote ${output}`] };
}

function drawn(report: GraphReport, format: Exclude<GraphOptions['format'], 'text'>): string {
  const renderers = {
    dot: renderDot,
    mermaid: renderMermaid,
    svg: renderSvg,
    json: (one: GraphReport): string => JSON.stringify(graphJson(one), null, 2),
  };
  return renderers[format](report);
}

function missing(problem: Problem): Problem {
  const fix = 'write {"apis": […], "units": […]}, or name the file with --file';
  return { ...problem, code: 'graph_invalid', fix };
}
