import type { Direction } from '../plan/plan.ts';
import type { StepPlan } from '../plan/step.ts';

/**
 * Where a package has its decisions. `one`: in `decisions.ts`, an object of all versions. `each`: in
 * `v10/decisions.ts` and so on, beside the version that needs them, as `up` and `down`; a program that
 * is bundled then takes along those that its conversions ask.
 */
export type DecisionForm = 'one' | 'each';

/** Where a step's decisions are, relative to the folder of sources. */
export function decisionPath(form: DecisionForm, folder: string): string {
  return form === 'one' ? 'decisions.ts' : `${folder}/decisions.ts`;
}

/**
 * `DecisionsUpToV10`: its name is what the compiler prints when a member is missing. Folders of the
 * versions at the two ends of the step.
 */
export function decisionsName(direction: Direction, older: string, newer: string): string {
  const end = direction === 'up' ? newer : older;
  const name = `${end.slice(0, 1).toUpperCase()}${end.slice(1)}`;
  return `Decisions${direction === 'up' ? 'UpTo' : 'DownTo'}${name}`;
}

/** How a module of a step gets at the decisions that its body asks by `decideUp` and `decideDown`. */
export interface DecisionUse {
  /** No line, or one. */
  readonly imports: readonly string[];
  readonly constants: readonly string[];
}

/**
 * Looked up once, when the module is loaded: a chain of look-ups at every call is a quarter of the time
 * of a small conversion, and a name that is imported is slower to call than one of the module itself.
 * A module of decisions must therefore import no shims.
 */
export function decisionUse(step: StepPlan, body: string, form: DecisionForm): DecisionUse {
  const names = { up: 'decideUp', down: 'decideDown' } as const;
  const { folder } = step.newer.id;
  const asked = (['up', 'down'] as const).filter((one) => body.includes(`${names[one]}[`));
  if (asked.length === 0) return { imports: [], constants: [] };
  const imported = form === 'one' ? 'decisions' : asked.join(', ');
  const object = form === 'one' ? `decisions.${folder}.` : '';
  return {
    imports: [`import { ${imported} } from '../../${decisionPath(form, folder)}';`],
    constants: asked.map((one) => `const ${names[one]} = ${object}${one};`),
  };
}
