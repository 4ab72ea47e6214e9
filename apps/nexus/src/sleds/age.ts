import {
  compareVersions,
  fullVersion,
  parseAnnouncement,
  versionsHeader,
} from '@skewline/runtime/exchange';
import { asked, type VersionSource } from '@skewline/sled-agent-client';

/** What nobody speaks. */
const none = '0.0.0';

/** What is left of an announcement for a program that knows no version above `newest`. */
export function capAnnouncement(announced: string, newest: string): string {
  const ranges = parseAnnouncement(announced);
  if (ranges === undefined) return announced;
  const text = ranges.flatMap(({ low, high }) => {
    const [first, last] = [low.join('.'), high.join('.')];
    if (compareVersions(first, newest) > 0) return [];
    const top = compareVersions(last, newest) > 0 ? fullVersion(newest) : last;
    return first === top ? [first] : [`${first}..${top}`];
  });
  return text.length === 0 ? none : text.join(', ');
}

/** `asked()` of a program that knows no version above `newest`; null: it knows all. */
export function askedUpTo(newest: string | null): VersionSource {
  const source = asked();
  if (newest === null) return source;
  return {
    ask: async (server) => {
      const said = await source.ask(server);
      return typeof said === 'string' ? capAnnouncement(said, newest) : said;
    },
  };
}

/**
 * Hears what a server announces with each of its answers. Whoever is behind it is told no version above `newest`, for a
 * client takes announcements from all answers.
 */
export function fetchUpTo(
  newest: string | null,
  heard: (announced: string) => void,
): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const announced = response.headers.get(versionsHeader);
    if (announced === null) return response;
    heard(announced);
    if (newest === null) return response;
    const { status, statusText } = response;
    const headers = new Headers(response.headers);
    headers.set(versionsHeader, capAnnouncement(announced, newest));
    return new Response(response.body, { status, statusText, headers });
  };
}
