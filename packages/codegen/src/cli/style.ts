import { createColors } from 'picocolors';

/** How a terminal shows kinds of text; without colours each is the text itself. */
export interface Style {
  title(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  faint(text: string): string;
  code(text: string): string;
}

export function styleOf(withColours: boolean): Style {
  const colours = createColors(withColours);
  return {
    title: colours.bold,
    good: colours.green,
    bad: colours.red,
    warn: colours.yellow,
    faint: colours.dim,
    code: colours.cyan,
  };
}

/** `1 version`, `4 versions`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? noun : plural}`;
}

/** The first few of a long list: `a, b, c and 12 more`. */
export function shortList(items: readonly string[], most = 6): string {
  // Naming the last one is no longer than counting it.
  if (items.length <= most + 1) return items.join(', ');
  return `${items.slice(0, most).join(', ')} and ${String(items.length - most)} more`;
}
