import { renderHtml } from '../skew/render/html.ts';
import { skewJson } from '../skew/render/json.ts';
import { renderMarkdown } from '../skew/render/markdown.ts';
import { renderText } from '../skew/render/text.ts';
import { skewReport } from '../skew/report.ts';
import type { Io } from './io.ts';
import { chooseApi, openPackage } from './open-package.ts';
import { exitCodes, hasErrors, type Outcome, refused } from './outcome.ts';
import { planPart } from './part.ts';
import { loadDecisions } from './skew-decisions.ts';

export const skewFormats = ['text', 'json', 'markdown', 'html'] as const;

export interface SkewOptions {
  readonly package: string;
  readonly api?: string;
  readonly format: (typeof skewFormats)[number];
}

/** What clients and servers of all versions can say to each other. It reads, and writes nothing. */
export async function skew(
  { api: name, format, ...options }: SkewOptions,
  io: Io,
): Promise<Outcome> {
  const opened = await openPackage(options.package, io);
  if (opened.value === undefined) return refused(opened.problems);
  const chosen = chooseApi(opened.value, name);
  if (chosen.value === undefined) return refused(chosen.problems);
  const config = chosen.value;
  const { value: planned, problems } = await planPart(opened.value, { kind: 'api', config });
  if (planned === undefined || hasErrors(problems)) return refused(problems);
  const { api, steps } = planned;
  if (api.versions.every(({ operations }) => operations.size === 0)) {
    const message = `${api.name} has no operations: nothing is sent, so nothing can be skewed`;
    const fix = 'name another API with --api, or another package with --package';
    return refused([...problems, { code: 'type_unknown', severity: 'error', message, fix }]);
  }
  const decisions = await loadDecisions(opened.value, config, steps);
  if (decisions.value === undefined) return refused([...problems, ...decisions.problems]);
  const report = skewReport({
    api,
    steps,
    sparse: config.sparse,
    decisions: decisions.value,
    doNotForward: config.doNotForward,
  });
  return {
    exitCode: exitCodes.fine,
    problems,
    data: format === 'json' ? skewJson(report) : {},
    text: (style) => {
      switch (format) {
        case 'markdown':
          return [renderMarkdown(report)];
        case 'html':
          return [renderHtml(report)];
        case 'text':
        case 'json':
          return renderText(report, style);
      }
    },
  };
}
