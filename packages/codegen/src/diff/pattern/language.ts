import type { StringSchema } from '../../model/schema.ts';
import { type Automaton, automatonOf, combine, lengthAutomaton } from './automaton.ts';
import { parsePattern } from './parse.ts';
import { everything } from './ranges.ts';
import { usablePattern } from './usable.ts';

/** Formats that are a regular language, exactly. */
const formatPatterns: ReadonlyMap<string, string> = new Map([
  ['uuid', '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$'],
  [
    'ipv4',
    '^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\\.){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])$',
  ],
  ['hex string', '^([0-9a-fA-F]{2})*$'],
  ['hex string (32 bytes)', '^[0-9a-fA-F]{64}$'],
  ['hex string (64 bytes)', '^[0-9a-fA-F]{128}$'],
]);

const known = new Map<string, Automaton | undefined>();

export function patternAutomaton(pattern: string): Automaton | undefined {
  if (known.has(pattern)) return known.get(pattern);
  const usable = usablePattern(pattern);
  const parsed = usable === undefined ? undefined : parsePattern(usable);
  const automaton = parsed === undefined ? undefined : automatonOf(parsed);
  known.set(pattern, automaton);
  return automaton;
}

/**
 * Strings among which all of the schema's are, as few as an automaton can say; undefined where it
 * says nothing. `isExact`: the schema has no others.
 */
export function languageOf(
  schema: Pick<StringSchema, 'format' | 'pattern' | 'minLength' | 'maxLength'>,
): { readonly automaton: Automaton | undefined; readonly isExact: boolean } {
  const parts: Automaton[] = [];
  let isExact = true;
  const add = (automaton: Automaton | undefined): void => {
    if (automaton === undefined) isExact = false;
    else parts.push(automaton);
  };
  if (schema.pattern !== undefined) add(patternAutomaton(schema.pattern));
  const format = formatPatterns.get(schema.format ?? '');
  if (format !== undefined) add(patternAutomaton(format));
  if (schema.minLength !== undefined || schema.maxLength !== undefined) {
    add(lengthAutomaton(schema.minLength ?? 0, schema.maxLength ?? Infinity));
  }
  let automaton = parts[0];
  for (const part of parts.slice(1)) {
    const both: Automaton | undefined =
      automaton === undefined ? undefined : combine(automaton, part, (a, b) => a && b);
    if (both === undefined) isExact = false;
    else automaton = both;
  }
  return { automaton, isExact };
}

export function isRegularFormat(format: string): boolean {
  return formatPatterns.has(format);
}

/** A shortest string of the one that the other does not have; null where there is none. */
export function outside(one: Automaton, other: Automaton): string | null | undefined {
  const difference = combine(one, other, (a, b) => a && !b);
  return difference === undefined ? undefined : (shortest(difference) ?? null);
}

/** A shortest string, of letters that people can read where there are some. */
export function shortest(automaton: Automaton): string | undefined {
  const from = new Map<number, readonly [state: number, letter: string]>();
  const queue = [0];
  const seen = new Set(queue);
  for (const state of queue) {
    if (automaton.accepts[state] === true) {
      let text = '';
      for (let at: number | undefined = state; at !== undefined && at !== 0;) {
        const step = from.get(at);
        text = `${step?.[1] ?? ''}${text}`;
        at = step?.[0];
      }
      return text;
    }
    const order = (automaton.next[state] ?? []).map((to, position) => ({ to, position }));
    for (const { to, position } of order) {
      const letter = representative(automaton.classes, position);
      if (letter === undefined || seen.has(to)) continue;
      seen.add(to);
      from.set(to, [state, letter]);
      queue.push(to);
    }
  }
  return undefined;
}

const readable = 'a0A-_.:/ b1B@#~é';

function representative(classes: readonly number[], position: number): string | undefined {
  const first = classes[position] ?? 0;
  const end = classes[position + 1] ?? 0x110000;
  const nice = Array.from(readable).find((letter) => {
    const point = letter.codePointAt(0) ?? 0;
    return first <= point && point < end;
  });
  if (nice !== undefined) return nice;
  return everything.some(([a, b]) => a <= first && first <= b)
    ? String.fromCodePoint(first)
    : undefined;
}
