import type { Json } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import { type Answer, convertCase, failed, readCase } from './convert-case.ts';
import { parseExact } from './exact-json.ts';
import { type Io, write } from './io.ts';
import { linesOf } from './lines.ts';
import { type Generated, loadGenerated } from './load-generated.ts';
import { chooseApi, openPackage } from './open-package.ts';
import { exitCodes, type Outcome, refused } from './outcome.ts';

export interface ConvertOptions {
  readonly package: string;
  readonly api?: string;
}

/** What one line of input may cost. */
const limits = { lineBytes: 32 * 1024 * 1024, depth: 200 };

/**
 * One JSON object a line in, one a line out, in the same order. A line that cannot be converted is
 * answered by a problem; the command itself is refused only where there is no package to run.
 */
export async function convert(options: ConvertOptions, io: Io): Promise<Outcome> {
  const opened = await openPackage(options.package, io);
  if (opened.value === undefined) return refused(opened.problems);
  const api = chooseApi(opened.value, options.api);
  if (api.value === undefined) return refused(api.problems);
  const loaded = await loadGenerated(opened.value, api.value);
  if (loaded.value === undefined) return refused(loaded.problems);
  for await (const line of linesOf(io.input, limits.lineBytes)) {
    if ('text' in line && line.text.trim() === '') continue;
    const answer =
      'text' in line
        ? answerTo(line.text, loaded.value)
        : {
            id: null,
            ...failed('line_too_long', `a line is longer than ${String(limits.lineBytes)} bytes`),
          };
    if (!(await write(io.output, `${JSON.stringify(answer)}\n`))) break;
  }
  // The lines are the output: there is nothing left to show.
  return { exitCode: exitCodes.fine, problems: [], data: {}, text: () => [] };
}

export function answerTo(line: string, generated: Generated): { readonly id: Json } & Answer {
  const parsed = parseExact(line, limits.depth);
  if ('wrong' in parsed) return { id: null, ...failed(`line_${parsed.wrong}`, parsed.message) };
  const { value, inexact } = parsed;
  const id = idOf(value);
  if (inexact !== undefined) {
    const message = `JavaScript cannot hold ${inexact.literal.slice(0, 60)} exactly`;
    // A pointer leads into the input, as in all problems, unless the number is outside of it.
    const pointer = inexact.pointer.replace(/^\/input(?=\/|$)/, '');
    return {
      id: inexact.pointer === '/id' ? null : id,
      ...failed('number_inexact', message, pointer, 400),
    };
  }
  const one = readCase(value);
  if (typeof one === 'string') return { id, ...failed('case_invalid', one) };
  try {
    return { id, ...convertCase(one, generated) };
  } catch (error) {
    // A decision is somebody's code: one that throws must not end the stream.
    return { id, ...failed('conversion_threw', wordsOf(error), '', 500) };
  }
}

/** What somebody's code threw, which may be anything, and may throw again when it is asked. */
function wordsOf(thrown: unknown): string {
  try {
    const words = thrown instanceof Error ? thrown.message : String(thrown);
    return words === '' ? 'a decision threw an error without a message' : words;
  } catch {
    return 'a decision threw something that has no words';
  }
}

function idOf(value: Json): Json {
  const id = isJsonObject(value) ? value['id'] : undefined;
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}
