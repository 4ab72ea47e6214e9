import type { Problem } from '../model/problem.ts';
import type { Hole } from '../plan/plan.ts';
import type { Ask, StepPlan } from '../plan/step.ts';

/** Entries of `ask` that name nothing to ask. */
export function askProblems(steps: readonly StepPlan[], asks: readonly Ask[]): readonly Problem[] {
  const problems: Problem[] = [];
  for (const { step, direction, type, field } of asks) {
    const plan = steps.find(({ newer }) => newer.id.text === step)?.[direction];
    const answers = (hole: Hole): boolean =>
      hole.type === type &&
      (field === undefined ? hole.reason === 'asked' : hole.fields.includes(field));
    const found = plan?.holes.some(answers) ?? false;
    if (found) continue;
    problems.push({
      code: 'hole_unknown',
      severity: 'error',
      message: `${field === undefined ? type : `${type}.${field}`} does not change in step ${step} ${direction}: there is nothing to ask`,
      fix: 'take the entry out of "ask" in skewline.json, or correct its step, direction or type',
      file: 'skewline.json',
      pointer: '/ask',
      version: step,
      type,
    });
  }
  return problems;
}
