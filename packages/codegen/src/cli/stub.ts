import { propertyName } from '../emit/code.ts';
import { type DecisionForm, decisionsName } from '../emit/decision-form.ts';
import type { Direction, Hole, HoleReason } from '../plan/plan.ts';
import type { StepPlan } from '../plan/step.ts';
import { quote } from '../plan/type-text.ts';
import { schemaText } from './schema-text.ts';

/** A helper of `@skewline/runtime` that may be the whole answer, and how it would be used. */
export interface Word {
  readonly word: string;
  readonly when: string;
  readonly example: string;
}

/**
 * A part of a module of decisions to paste. Nothing stands between the parentheses, so it compiles
 * once somebody has decided, and not before, even where the answer may be undefined.
 */
export function stubOf(
  hole: Hole,
  step: StepPlan,
  direction: Direction,
  form: DecisionForm,
): string {
  const parameters = hole.reason === 'asked' ? '(derived, old)' : '(old)';
  const wanted = wantedText(hole).replaceAll('*/', '* /').split('\n');
  const [first = '', ...others] = wanted;
  const last = others.length === 0 ? ' */);' : '';
  const member = [
    `${quote(hole.key)}: ${parameters} => {`,
    `  return (/* ${first}${last}`,
    ...others.map((line, index) => `  ${line}${index === others.length - 1 ? ' */);' : ''}`),
    '},',
  ];
  const { older, newer } = step;
  const name = decisionsName(direction, older.id.folder, newer.id.folder);
  const within = (open: string, lines: readonly string[], close: string): readonly string[] => [
    open,
    ...lines.map((line) => `  ${line}`),
    close,
  ];
  const lines =
    form === 'each'
      ? within(`export const ${direction}: ${name} = {`, member, '};')
      : within(`${newer.id.folder}: {`, within(`${direction}: {`, member, '},'), '},');
  return lines.join('\n');
}

function wantedText(hole: Hole): string {
  const { fields, target } = hole;
  if (target === undefined) return 'the new value';
  // Comments inside would end the comment that this is put into.
  const plain = (text: string): string => text.replaceAll(/ \/\*.*?\*\//g, '');
  if (target.kind !== 'object' || fields.length === 0) return plain(schemaText(target));
  const properties = target.properties.filter(({ name }) => fields.includes(name));
  const [only] = properties;
  if (properties.length === 1 && only !== undefined) {
    return `${propertyName(only.name)}: ${plain(schemaText(only.schema))}`;
  }
  return plain(schemaText({ kind: 'object', properties, additional: 'ignored' }));
}

/** Which of the runtime's words may answer a hole. */
export function wordsFor(hole: Hole): readonly Word[] {
  const key = quote(hole.key);
  const [lost, gives] = [hole.lost[0], hole.fields];
  const members = gives.map((name) => `${propertyName(name)}: …`);
  const moved = gives.length > 1 ? `({ ${members.join(', ')} })` : '…';
  const words: { readonly [Name in 'constant' | 'rename' | 'move' | 'drop' | 'refuse']: Word } = {
    constant: {
      word: 'constant',
      when: 'it is always the same value',
      example: `${key}: constant(…),`,
    },
    rename: {
      word: 'rename',
      when: `the value of ${lost ?? 'a field'} goes on under another name`,
      example: `${key}: rename(${quote(lost ?? 'name')}),`,
    },
    move: {
      word: 'move',
      when: `what was in ${hole.lost.join(', ')} goes on elsewhere`,
      example: `${key}: (old) => ${moved},`,
    },
    drop: {
      word: 'drop',
      when: 'it cannot be said any more, and something has to stand in its place',
      example: `${key}: drop('what is lost', …),`,
    },
    refuse: {
      word: 'refuse',
      when: 'such a value must not cross',
      example: `${key}: refuse(400, 'why'),`,
    },
  };
  const fitting: { readonly [Reason in HoleReason]: readonly (keyof typeof words)[] } = {
    gained: ['constant', 'refuse'],
    moved: looksRenamed(hole) ? ['rename', 'move', 'drop', 'refuse'] : ['move', 'drop', 'refuse'],
    changed: ['drop', 'refuse'],
    narrowed: ['refuse'],
    absent: ['constant', 'refuse'],
    removed: ['drop', 'refuse'],
    asked: [],
  };
  return fitting[hole.reason].map((name) => words[name]);
}

/** One field for one field of the same kind. */
function looksRenamed({ fields, lost, source, target }: Hole): boolean {
  if (fields.length !== 1 || lost.length !== 1) return false;
  if (source?.kind !== 'object' || target?.kind !== 'object') return false;
  const before = source.properties.find(({ name }) => name === lost[0]);
  const after = target.properties.find(({ name }) => name === fields[0]);
  return before !== undefined && before.schema.kind === after?.schema.kind;
}
