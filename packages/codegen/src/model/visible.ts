/**
 * Names and reasons are other people's. What a terminal or a page would obey, or hide, is shown as
 * JSON would write it: `\u001b`. So are line ends: each renderer decides itself where a line ends.
 */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escaped);
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    const unit = character.charCodeAt(index).toString(16).padStart(4, '0');
    return `\\u${unit}`;
  }).join('');
}

/** No longer than a person reads, never cutting a character in two. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

/** A value as JSON on one line, cut. */
export function valueText(value: unknown, most: number): string {
  return cut(visible(JSON.stringify(value) ?? 'nothing'), most);
}
