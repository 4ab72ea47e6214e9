import { cut, visible } from '../../model/visible.ts';

/**
 * Text that a page shows and never obeys. Names and reasons come from the documents of a pull request,
 * which anybody may open. What could be markup is written as a character reference, which is the same
 * in a table, a heading and HTML. GitHub looks for `@name`, `#1` and addresses after that, in the text
 * that people see, so these are also broken by a space without width.
 */
export function inert(text: string, most = 500): string {
  return cut(visible(text), most)
    .replace(/[&<>|`*_[\]\\~!${}"]/g, (character) => `&#${String(character.codePointAt(0))};`)
    .replaceAll('@', `@${gap}`)
    .replace(/#(?=\w)/g, (sign, at: number, whole: string) =>
      // The `#` of a character reference is ours.
      whole[at - 1] === '&' ? sign : `${sign}${gap}`,
    )
    .replaceAll('://', `:${gap}//`)
    .replace(/\bwww\./gi, (word) => `${word.slice(0, -1)}${gap}.`)
    .replace(/\bGH-(?=\d)/gi, (word) => `${word}${gap}`);
}

const gap = '&#8203;';

/** A name. A code span of Markdown cannot hold every text in a table; HTML can. */
export function inertCode(text: string, most = 200): string {
  return text === '' ? '' : `<code>${inert(text, most)}</code>`;
}

/** A block that is shown as it is, whatever is in it. */
export function inertBlock(text: string, language: string): readonly string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...text.split('\n').map(visible), fence];
}
