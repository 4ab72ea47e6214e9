import type { Problem } from '../../model/problem.ts';
import type { JudgedFinding, Standing } from '../approvals/apply.ts';
import { flowsOf, flowWords, placeOf, type Report } from './report.ts';
import { cut, visible } from '../../model/visible.ts';

type Level = 'error' | 'warning' | 'notice';

const levels: { readonly [S in Standing]: Level | undefined } = {
  refused: 'error',
  noted: 'warning',
  approved: 'notice',
  compatible: undefined,
};

/**
 * Workflow commands, which GitHub shows beside the lines of the files. Errors come first, since it
 * shows only the first ten of a kind for each step.
 */
export function renderGithub({ verdicts, problems }: Report): string {
  const findings = verdicts.flatMap(({ api, from, to, findings }) =>
    findings.flatMap((one) => ofFinding(one, from === to ? `${api} ${to}` : `${api} ${from} → ${to}`)),
  );
  const all = [...problems.map(ofProblem), ...findings];
  return (['error', 'warning', 'notice'] as const)
    .flatMap((level) => all.filter((one) => one.level === level).map(command))
    .map((line) => `${line}\n`)
    .join('');
}

interface Annotation {
  readonly level: Level;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly title: string;
  readonly lines: readonly string[];
}

function ofFinding(finding: JudgedFinding, step: string): readonly Annotation[] {
  const level = levels[finding.standing];
  if (level === undefined) return [];
  const place = placeOf(finding);
  const flows = flowsOf(finding).flatMap(([flow, answer]) =>
    answer === 'compatible' ? [] : [`${answer}: ${flowWords[flow]}`],
  );
  const what = `${finding.path}: ${finding.message}`;
  const next = finding.approval === undefined ? finding.fix : `approved: ${finding.approval.reason}`;
  return [
    {
      level,
      file: place?.file,
      line: place?.line,
      title: `${step}: ${finding.answer} (${finding.rule})`,
      lines: [what, ...flows, next, `id ${finding.id}`],
    },
  ];
}

function ofProblem({ code, severity, message, fix, file, line }: Problem): Annotation {
  const lines = fix === undefined ? [message] : [message, fix];
  return { level: severity, file, line, title: code, lines };
}

function command({ level, file, line, title, lines }: Annotation): string {
  const properties = [
    ...(file === undefined ? [] : [`file=${property(file)}`]),
    ...(file === undefined || line === undefined ? [] : [`line=${String(line)}`]),
    `title=${property(cut(title, 200))}`,
  ];
  const text = lines.map((one) => visible(cut(one, 1_000))).join('\n');
  return `::${level} ${properties.join(',')}::${data(text)}`;
}

/** The text of a command ends with its line. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** A property ends at a comma, and all of them at a colon. */
function property(text: string): string {
  return data(visible(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
