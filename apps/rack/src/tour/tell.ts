import type { Colors } from '../watch/colors.ts';
import { isAsTold, type StepResult, type Telling, type TourStep } from './step.ts';

// The tour as text for people.

export function beginText(
  { title, about }: TourStep,
  number: number,
  of: number,
  { bold }: Colors,
): string {
  return `\n${bold(`${String(number)} of ${String(of)}: ${title}`)}\n${about}\n`;
}

export function tellingText(telling: Telling, { bold, cyan, green, magenta, red }: Colors): string {
  switch (telling.kind) {
    case 'did':
      return `\n${bold('>')} ${telling.text}`;
    case 'seen': {
      const who = telling.by === 'user' ? cyan('the user sees') : magenta('the operator sees');
      return [`  ${who}  ${telling.request}`, ...telling.lines.map((line) => `    ${line}`)].join(
        '\n',
      );
    }
    case 'check':
      return telling.ok
        ? `  ${green('as told')}  ${telling.what}`
        : `  ${red('NOT AS TOLD')}  ${telling.what}; found: ${telling.found ?? ''}`;
  }
}

export function endText(result: StepResult, { red }: Colors): string {
  return result.error === null ? '' : `  ${red('BROKEN OFF')}  ${result.error}`;
}

/** What remains to be said, and what was not as told. */
export function summaryText(results: readonly StepResult[], seconds: number, of: number): string {
  const different = results.filter((result) => !isAsTold(result));
  const time = `${String(Math.round(seconds))} s`;
  if (different.length === 0 && results.length === of) {
    const checks = results.reduce((sum, result) => sum + result.checks.length, 0);
    return `\nAll was as told: ${String(of)} steps, ${String(checks)} checks, ${time}.`;
  }
  const seen = `${String(results.length)} of ${String(of)} steps in ${time}`;
  if (different.length === 0) return `\nSo far all was as told: ${seen}.`;
  const lines = different.flatMap(({ name, checks, error }) => [
    ...checks
      .filter(({ ok }) => !ok)
      .map(({ what, found }) => `  ${name}: ${what}; found: ${found ?? ''}`),
    ...(error === null ? [] : [`  ${name}: broken off: ${error}`]),
    ...(error === null && checks.length === 0 ? [`  ${name}: nothing was checked`] : []),
  ]);
  return [`\nNot all was as told (${seen}):`, ...lines].join('\n');
}
