import type { StartFailure } from '@skewline/nexus-client/external';

/** There is no room and never will be: whoever waits for others waits in vain. */
export function isTooMuch({ fault, transience }: StartFailure): boolean {
  return fault === 'capacity' && transience === 'permanent';
}

/** Why, as a sentence. Nexus says a lack of room in numbers of sleds, which are shown beside it. */
export function reasonText({ code, counts, message }: StartFailure): string {
  return code === 'no_capacity' && counts.length > 0
    ? 'No sled has room for what it needs.'
    : message;
}
