import type { Draw } from '../random.ts';
import { texts } from './words.ts';

const garbage: readonly string[] = [
  '\u0000',
  '\ufeff',
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\n',
  '\r\n',
  '\t',
  '//',
  '/*',
  '1e999',
  'NaN',
  'undefined',
  '\u2028',
  '\ud800',
  '#',
  '&a ',
  '*a',
  '- ',
  '? ',
  ': ',
  '| ',
  '> ',
  '%YAML 1.1\n',
  '---\n',
  '...\n',
  '!!js/function ',
  '!!binary ',
  '!<tag:x> ',
  '<<: *a\n',
  '<<: {a: 1}\n',
  '&a [*a, *a]',
  '"__proto__":{"polluted":1},',
  '[['.repeat(150),
  '{"a":'.repeat(150),
];

/** Somewhere in the text something is missing, doubled, or should not be there. */
export function mutateText(text: string, draw: Draw): string {
  const at = draw.below(text.length + 1);
  const length = draw.percent(70) ? draw.below(8) : draw.below(text.length + 1);
  switch (draw.below(7)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + text.slice(at + length);
    case 2:
      return text.slice(0, at) + text.slice(at, at + length) + text.slice(at);
    case 3:
      return text.slice(0, at) + draw.of(texts) + text.slice(at);
    case 4:
      return (
        text.slice(0, at) +
        String.fromCharCode(draw.below(draw.percent(80) ? 128 : 65_536)) +
        text.slice(at + 1)
      );
    case 5: {
      // Two parts of it change places.
      const other = draw.below(text.length + 1);
      return text.slice(0, at) + text.slice(other, other + length) + text.slice(at + length);
    }
    default:
      return text.slice(0, at) + draw.of(garbage) + text.slice(at);
  }
}

/** The text with a member of some object twice. */
export function withDuplicate(text: string, draw: Draw): string {
  const members = [...text.matchAll(/"(?:[^"\\\n]|\\.)*":\s*(?:"(?:[^"\\\n]|\\.)*"|[\w.]+),/g)];
  if (members.length === 0) return text;
  const [member] = draw.of(members);
  return text.replace(member, () => `${member}${member}`);
}
