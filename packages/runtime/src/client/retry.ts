const baseMs = 50;
const capMs = 2000;

/** The failed attempt, and what may be done about it. */
export interface Tried {
  /** From 1 on. */
  readonly attempt: number;
  /** Attempts that may follow the first. */
  readonly retries: number;
  /** Of the answer, if there was one; else the connection failed. */
  readonly status?: number;
  /** The header. */
  readonly retryAfter?: string | null;
  /** The longest that it waits. */
  readonly timeoutMs: number;
}

/** How long to wait before the next attempt; undefined where there is to be none. */
export function retryDelay(tried: Tried, random: number, now: number): number | undefined {
  const { attempt, retries, status, retryAfter, timeoutMs } = tried;
  const isPassing = status === undefined || [429, 502, 503, 504].includes(status);
  if (!isPassing || attempt > retries) return undefined;
  const jitter = random * Math.min(capMs, baseMs * 2 ** (attempt - 1));
  const wanted = wantedDelay(retryAfter ?? '', now);
  const delay = Math.max(wanted, jitter);
  return delay > timeoutMs ? undefined : delay;
}

/** `Retry-After` is a number of seconds or a date. */
function wantedDelay(text: string, now: number): number {
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  return (Date.parse(text) || now) - now;
}
