import type { FileMap } from '../model/file-map.ts';
import { isNumbered } from '../model/version-id.ts';
import type { Direction, Hole, HoleReason } from '../plan/plan.ts';
import type { StepPlan } from '../plan/step.ts';
import { withNamespaces } from '../plan/type-text.ts';
import { Code, inComment, literal, withoutWords } from './code.ts';
import { type DecisionForm, decisionPath, decisionsName } from './decision-form.ts';
import { header } from './header.ts';
import { runtimeImports } from './shims.ts';

/** Why a place is a hole, for people. */
export function reasonText({ reason }: Hole, step: StepPlan): string {
  return isNumbered(step.newer.id) ? reasons[reason] : (sideReasons[reason] ?? reasons[reason]);
}

const reasons: { readonly [Reason in HoleReason]: string } = {
  gained: 'a value is required that the other version does not have',
  moved: 'the object loses and gains properties in one step, so data may have moved',
  changed: 'the value has another structure',
  narrowed: 'fewer values are allowed than before',
  absent: 'absent or null was allowed and no longer is',
  removed: 'the other version has no such value',
  asked: 'skewline.json asks for a look at the whole result',
};

/** Between representations nothing is older or newer. */
const sideReasons: { readonly [Reason in HoleReason]?: string } = {
  gained: 'a value is required that the other side does not have',
  moved: 'each side has properties that the other does not have, so data may belong together',
  narrowed: 'fewer values are allowed than on the other side',
  absent: 'the other side allows absent or null, and this one does not',
  removed: 'the other side has no such value',
};

/** `generated/decisions.ts`: types with exactly one required member per hole. */
export function emitDecisions(steps: readonly StepPlan[], form: DecisionForm): FileMap {
  const code = new Code();
  const asking = steps.filter(({ up, down }) => up.holes.length + down.holes.length > 0);
  // Each module imports its own types, and there is none.
  if (form === 'each' && asking.length === 0) return new Map();
  for (const step of asking) {
    for (const { direction, holes } of [step.up, step.down]) {
      if (holes.length > 0) decisionsOf(step, direction, holes, form, code);
    }
  }
  if (form === 'one') wholeOf(asking, code);
  const body = code.toString().trimEnd();
  const used = withoutWords(body);
  const imports = steps
    .flatMap(({ older, newer }) => [older.id.folder, newer.id.folder])
    .filter((folder, index, all) => all.indexOf(folder) === index)
    .filter((folder) => new RegExp(`(?<![\\w$])${folder.toUpperCase()}\\.`).test(used))
    .map((folder) => `import type * as ${folder.toUpperCase()} from './${folder}/types.ts';`);
  const text = [header, runtimeImports(body), ...imports, '', body, ''].join('\n');
  return new Map([['generated/decisions.ts', text]]);
}

/** The type of the one object. */
function wholeOf(asking: readonly StepPlan[], code: Code): void {
  code.line(
    '/** One member per hole. A forgotten one and a left-over one both fail to compile. */',
  );
  code.block('export interface Decisions', () => {
    for (const step of asking) {
      code.block(
        `readonly ${step.newer.id.folder}:`,
        () => {
          for (const { direction, holes } of [step.up, step.down]) {
            if (holes.length > 0)
              code.line(`readonly ${direction}: ${interfaceName(step, direction)};`);
          }
        },
        '};',
      );
    }
  });
}

function interfaceName({ older, newer }: StepPlan, direction: Direction): string {
  return decisionsName(direction, older.id.folder, newer.id.folder);
}

function decisionsOf(
  step: StepPlan,
  direction: Direction,
  holes: readonly Hole[],
  form: DecisionForm,
  code: Code,
): void {
  if (form === 'each') {
    const where = `\`${direction}\` of ${decisionPath(form, step.newer.id.folder)}`;
    code.line(`/** ${where}: a forgotten member and a left-over one both fail to compile. */`);
  }
  code.block(`export interface ${interfaceName(step, direction)}`, () => {
    for (const hole of holes) {
      const lost = hole.lost.length === 0 ? '' : ` Lost: ${hole.lost.join(', ')}.`;
      code.line(`/** ${inComment(`Hole: ${reasonText(hole, step)}.${lost}`)} */`);
      code.line(`readonly ${literal(hole.key)}: ${decisionType(hole, step, direction)};`);
    }
  });
  code.line('');
}

/** The type of the function that answers a hole. */
export function decisionType(hole: Hole, step: StepPlan, direction: Direction): string {
  const older = `${step.older.id.folder.toUpperCase()}.`;
  const newer = `${step.newer.id.folder.toUpperCase()}.`;
  const [from, to] = direction === 'up' ? [older, newer] : [newer, older];
  const [parameter, result] = [
    withNamespaces(hole.parameter, from, to),
    withNamespaces(hole.result, from, to),
  ];
  return `${hole.reason === 'asked' ? 'Review' : 'Decision'}<${parameter}, ${result}>`;
}
