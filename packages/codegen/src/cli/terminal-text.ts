import { visible } from '../model/visible.ts';

/** What `styleOf` writes around a text, and the ends of lines. */
// oxlint-disable-next-line no-control-regex -- the character that begins a colour is what this looks for
const ours = /(\u001b\[\d{1,2}m|[\n\t])/;

/**
 * Text for a terminal: names and descriptions are other people's, and a terminal would obey what is in
 * them. Only line ends and colours are left as they are.
 */
export function terminalText(text: string): string {
  const parts = text.split(ours);
  return parts.map((part, index) => (index % 2 === 1 ? part : visible(part))).join('');
}
