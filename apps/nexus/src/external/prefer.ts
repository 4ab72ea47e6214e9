/** A caller waits for so long at most, whatever it prefers. */
export const mostSeconds = 60;

/** What a caller prefers, as far as it is followed here. */
export interface Preference {
  /** For how long to wait; 0 does not wait. */
  readonly waitSeconds: number;
  /** What to answer in `preference-applied`; null where nothing was preferred that is known here. */
  readonly applied: string | null;
}

const none: Preference = { waitSeconds: 0, applied: null };

/**
 * Reads a `prefer` header (RFC 7240). The first `wait` counts, parameters do not, and what is none of ours or makes no
 * sense is as if it were not there.
 */
export function readPrefer(header: string | undefined): Preference {
  for (const preference of split(header ?? '', ',')) {
    const [word = ''] = split(preference, ';');
    const [name = '', value = ''] = partsOf(word);
    if (name.toLowerCase() !== 'wait') continue;
    const digits = /^(?:(\d+)|"(\d+)")$/.exec(value);
    if (digits === null) return none;
    const waitSeconds = Math.min(Number(digits[1] ?? digits[2]), mostSeconds);
    return { waitSeconds, applied: `wait=${String(waitSeconds)}` };
  }
  return none;
}

function partsOf(word: string): readonly string[] {
  const at = word.indexOf('=');
  return at < 0 ? [word.trim()] : [word.slice(0, at).trim(), word.slice(at + 1).trim()];
}

/** At the separators that are in no quoted string. */
function split(text: string, separator: ',' | ';'): readonly string[] {
  const parts: string[] = [];
  let part = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (isQuoted && character === '\\') {
      part += character + text.charAt(at + 1);
      at += 1;
      continue;
    }
    if (character === '"') isQuoted = !isQuoted;
    if (character === separator && !isQuoted) {
      parts.push(part);
      part = '';
    } else {
      part += character;
    }
  }
  return [...parts, part];
}

/** The header that says which preference was followed. */
export function appliedHeader({ applied }: Preference): Readonly<Record<string, string>> {
  return applied === null ? {} : { 'preference-applied': applied };
}
