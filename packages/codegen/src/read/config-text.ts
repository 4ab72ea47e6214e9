import type { Json } from '../model/json.ts';
import type { Problem, ProblemCode } from '../model/problem.ts';
import { parseJson, reportTooLarge } from './json-text.ts';
import { defaultLimits } from './limits.ts';
import { Reporter } from './reporter.ts';

/**
 * The JSON of a file in which people say something about their packages. What a document must not have
 * it must not have either: a name that stands twice, or more levels than the limit.
 */
export function readConfigText(
  text: string,
  file: string,
  problems: Problem[],
  code: ProblemCode = 'config_invalid',
): Json | undefined {
  const reporter = new Reporter(file, defaultLimits.problems, undefined);
  const json =
    text.length > defaultLimits.documentBytes
      ? tooLarge(text, reporter)
      : parseJson(text, defaultLimits, reporter);
  for (const one of reporter.problems) {
    const message = one.code === 'document_unparsable' ? `not JSON: ${one.message}` : one.message;
    problems.push({ pointer: '', ...one, code, message });
  }
  return reporter.count > 0 ? undefined : json;
}

function tooLarge({ length }: string, reporter: Reporter): undefined {
  reportTooLarge(length, defaultLimits, reporter);
}
