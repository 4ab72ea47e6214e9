import type { Answer } from './send.ts';

/** What is known of a request that was sent. */
export interface Sent {
  readonly operation: string;
  readonly mutation: string;
  readonly mustFail: boolean;
  /** Whether it could wait for the outcome of a start, which may be that there is no room (507). */
  readonly mayWait: boolean;
  /** Whether it names something of somebody else. */
  readonly trespasses: boolean;
  /** Operators and sled agents may see everything. */
  readonly isTrusted: boolean;
}

export interface Secrets {
  /** What only the other user's own answers may contain. */
  readonly markers: readonly string[];
  /** What no user's answer may contain: the ids of sleds, for one. */
  readonly internals: readonly string[];
}

/** Ways of our own house that nobody outside is to see. */
const leaks: readonly RegExp[] = [
  /\bat (?:async )?[\w.<>]+ \(?(?:file:|node:|\/)/,
  /node_modules|\/work\/|\/tmp\/|skewline-source/,
  /\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM) [\w"]+/,
  /pglite|postgres|kysely|fastify|ECONNREFUSED/i,
  /violates|duplicate key|syntax error at/i,
  /\[object Object\]/,
];

/** Words that mean nothing to users. A path or a field that they sent may come back, so only messages are looked at. */
const jargon = /\bsaga|propolis|\bvmm\b|sled_resource|reservation/i;

/** What is wrong with an answer; empty if nothing is. */
export function judge(
  sent: Sent,
  answer: Answer,
  { markers, internals }: Secrets,
): readonly string[] {
  if (answer.kind === 'hang') return ['no answer in time'];
  // A server that has heard enough of a body may close.
  if (answer.kind === 'broken')
    return sent.mutation === 'too large' ? [] : [`no answer: ${answer.message}`];
  const { status, text, headers } = answer;
  const wrong: string[] = [];
  if (status >= 500 && !(status === 507 && sent.mayWait)) wrong.push(`status ${String(status)}`);
  if (sent.mustFail && status < 400) wrong.push(`taken with ${String(status)} though it is wrong`);
  for (const leak of leaks)
    if (leak.test(text)) wrong.push(`leaks ${String(leak.exec(text)?.[0])}`);
  if (!sent.isTrusted) {
    if (sent.trespasses && status < 300) wrong.push(`trespass taken with ${String(status)}`);
    for (const marker of markers)
      if (text.includes(marker)) wrong.push("tells what is somebody else's");
    for (const internal of internals) if (text.includes(internal)) wrong.push(`tells ${internal}`);
  }
  if (status >= 400 && text !== '') wrong.push(...wrongError(text, headers, sent));
  return wrong;
}

function wrongError(
  text: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  { isTrusted }: Sent,
): readonly string[] {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return ['an error that is no JSON'];
  }
  if (typeof body !== 'object' || body === null) return ['an error without a body of errors'];
  const { message, request_id: requestId } = body as Readonly<Record<string, unknown>>; // an object
  const wrong: string[] = [];
  if (typeof message !== 'string' || message === '') wrong.push('an error without a message');
  if (typeof requestId !== 'string') wrong.push('an error without the id of its request');
  else if (headers['x-request-id'] !== requestId) wrong.push('two ids of one request');
  // What stands in quotation marks is the caller's own: a path, a name.
  const own = typeof message === 'string' ? message.replaceAll(/'[^']*'|"[^"]*"/g, '') : '';
  if (!isTrusted && jargon.test(own)) {
    wrong.push(`says "${own.slice(0, 120)}" to a user`);
  }
  return wrong;
}
