/** What goes wrong with requests to the API; `/control` itself always works. */
export interface Faults {
  /** Each answer comes so many milliseconds late. */
  readonly delayMs: number;
  /** So many requests from now on are answered with 503 `GatewayUnavailable`. */
  readonly refuse: number;
  /** The connections of so many requests from now on are cut without an answer. */
  readonly drop: number;
  /** It has just been switched on and knows nothing yet: 503 `GatewayStarting`. */
  readonly starting: boolean;
}

export const noFaults: Faults = { delayMs: 0, refuse: 0, drop: 0, starting: false };

const longestDelayMs = 600_000;

/** `faults`, but for what `changes` says otherwise; or what is wrong with that, in words. */
export function faultsOf(faults: Faults, changes: unknown): Faults | string {
  if (typeof changes !== 'object' || changes === null || Array.isArray(changes)) {
    return 'this is no object';
  }
  const changed: { -readonly [Name in keyof Faults]: Faults[Name] } = { ...faults };
  for (const [name, value] of Object.entries(changes)) {
    switch (name) {
      case 'delayMs':
      case 'refuse':
      case 'drop':
        if (!isCount(value)) return `${name} is a whole number that is not negative`;
        if (name === 'delayMs' && value > longestDelayMs) {
          return `delayMs is at most ${String(longestDelayMs)}`;
        }
        changed[name] = value;
        break;
      case 'starting':
        if (typeof value !== 'boolean') return 'starting is true or false';
        changed.starting = value;
        break;
      default:
        return `there is no fault ${name}`;
    }
  }
  return changed;
}

/** What becomes of the next request, beside the delay. */
export type Fate = 'served' | 'dropped' | 'refused' | 'starting';

/** What becomes of a request, and what is left of the faults for the next one. */
export function fateOf(faults: Faults): { readonly fate: Fate; readonly left: Faults } {
  if (faults.drop > 0) return { fate: 'dropped', left: { ...faults, drop: faults.drop - 1 } };
  if (faults.refuse > 0) {
    return { fate: 'refused', left: { ...faults, refuse: faults.refuse - 1 } };
  }
  return { fate: faults.starting ? 'starting' : 'served', left: faults };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
