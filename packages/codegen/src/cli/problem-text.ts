import type { Problem } from '../model/problem.ts';
import { visible } from '../model/visible.ts';
import { count, type Style } from './style.ts';

/** Problems for people: what, where, and what to do about it. */
export function problemLines(problems: readonly Problem[], style: Style): readonly string[] {
  if (problems.length === 0) return [];
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  const counts = [
    ...(errors > 0 ? [style.bad(count(errors, 'problem'))] : []),
    ...(warnings > 0 ? [style.warn(count(warnings, 'warning'))] : []),
  ];
  return [...problems.flatMap((problem) => lines(problem, style)), counts.join(', ')];
}

function lines(problem: Problem, style: Style): readonly string[] {
  const word =
    problem.severity === 'error'
      ? style.bad(problem.code)
      : style.warn(`${problem.code} (warning)`);
  const place = placeOf(problem);
  const about = (['version', 'type', 'field'] as const).flatMap((name) => {
    const value = problem[name];
    return value === undefined ? [] : [`${name} ${value}`];
  });
  return [
    `${word}: ${visible(problem.message)}`,
    ...(place === '' ? [] : [`  at   ${visible(place)}`]),
    ...(about.length === 0 ? [] : [`  in   ${visible(about.join(', '))}`]),
    ...(problem.fix === undefined ? [] : [`  fix  ${problem.fix}`]),
  ];
}

function placeOf({ file, line, pointer }: Problem): string {
  const where = file === undefined || line === undefined ? file : `${file}:${String(line)}`;
  return [where, pointer].filter((part) => part !== undefined && part !== '').join(' ');
}
