import type { Direction } from '../plan/plan.ts';
import type { StepPlan } from '../plan/step.ts';
import type { Word } from './stub.ts';
import { count, type Style } from './style.ts';

/** All that a person needs to decide one hole. */
export interface Explained {
  readonly key: string;
  readonly direction: Direction;
  readonly from: string;
  readonly to: string;
  readonly why: string;
  /** Fields of the target that the decision gives; empty where it gives the whole value. */
  readonly fields: readonly string[];
  /** Fields of the source that nothing else takes. */
  readonly lost: readonly string[];
  readonly source: string;
  readonly target: string;
  readonly decision: string;
  /** Where it is answered, from the folder of the package: `src/decisions.ts`. */
  readonly file: string;
  /** A fragment of that module. */
  readonly stub: string;
  readonly words: readonly Word[];
}

export function explainLines(
  step: StepPlan,
  type: string,
  holes: readonly Explained[],
  style: Style,
): readonly string[] {
  const name = `${type} in step ${step.older.id.text} → ${step.newer.id.text}`;
  if (holes.length === 0) return [`${style.title(name)}: no hole; everything is derived`];
  return [
    `${style.title(name)}: ${count(holes.length, 'hole')}`,
    ...holes.flatMap((hole) => ['', ...holeLines(hole, style)]),
  ];
}

function holeLines(hole: Explained, style: Style): readonly string[] {
  const indented = (text: string): readonly string[] => text.split('\n').map((line) => `    ${line}`);
  return [
    `${style.code(hole.key)}  ${hole.direction}, ${hole.from} to ${hole.to}`,
    `  why: ${hole.why}`,
    `  ${hole.from} has`,
    ...indented(hole.source),
    `  ${hole.to} has`,
    ...indented(hole.target),
    ...(hole.fields.length === 0 ? [] : [`  to decide: ${hole.fields.join(', ')}`]),
    ...(hole.lost.length === 0 ? [] : [`  lost unless the decision keeps it: ${hole.lost.join(', ')}`]),
    `  type: ${hole.decision}`,
    `  to paste into ${hole.file}:`,
    ...indented(hole.stub).map((line) => style.code(line)),
    ...(hole.words.length === 0 ? [] : ['  or in a word of @skewline/runtime:']),
    ...hole.words.map(({ example, when }) => `    ${style.code(example)}  ${style.faint(`// ${when}`)}`),
  ];
}
