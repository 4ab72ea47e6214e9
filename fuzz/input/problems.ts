import { catalogue, type Problem } from '../../packages/codegen/src/index.ts';
import type { Trial } from './target.ts';

/** A problem has to say what, where and how to mend it, in words that fit on a screen. */
export function checkProblems(problems: readonly Problem[], trial: Trial): void {
  for (const problem of problems) {
    const { code, message, fix, file, type, version, field } = problem;
    const wrong = (what: string): void =>
      trial.fault(`a problem ${code} ${what}`, JSON.stringify(problem).slice(0, 600));
    if (!Object.hasOwn(catalogue, code)) wrong('is not in the catalogue');
    if (message.trim() === '') wrong('says nothing');
    if (fix === undefined || fix.trim() === '') wrong('says no fix');
    if ([file, type, version, field].every((place) => place === undefined)) wrong('says no place');
    if (message.length + (fix ?? '').length > 2000) wrong('is longer than a screen');
    if (/\[object [A-Z]/.test(message)) wrong('shows what is inside');
  }
}

/** With a value there is no error, and without one there is. */
export function checkChecked(
  { value, problems }: { readonly value?: unknown; readonly problems: readonly Problem[] },
  trial: Trial,
): void {
  checkProblems(problems, trial);
  const failed = problems.some(({ severity }) => severity === 'error');
  if (failed === (value !== undefined))
    trial.fault(failed ? 'a value beside an error' : 'neither a value nor an error');
}

const clean = snapshot();

function snapshot(): string {
  return [Object, Array, Function, String, Number, Boolean, RegExp, Map, Set, Promise, Error]
    .map(({ prototype }) => Reflect.ownKeys(prototype).length)
    .join();
}

/** Whether something was written into what all objects share. Undoes it, for the next execution. */
export function checkPollution(trial: Trial): void {
  const own = Object.keys(Object.prototype);
  if (own.length === 0 && snapshot() === clean) return;
  trial.fault('Object.prototype is polluted', own.join());
  for (const name of own) Reflect.deleteProperty(Object.prototype, name);
}
