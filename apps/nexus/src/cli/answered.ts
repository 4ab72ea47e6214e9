import type { ErrorAnswer, Failure, Success } from '@skewline/nexus-client/operator';
import type { Error as ErrorBody } from '@skewline/nexus-types/operator';
import { type CliProblem, failed } from './problem.ts';

/** What an operation gave, or why it did not. */
export function answered<Value>(
  result: Success<unknown, Value> | ErrorAnswer<number, ErrorBody> | Failure,
): Value | CliProblem {
  if (result.ok) return result.value;
  if (result.code === 'error_status') {
    const { error_code, request_id } = result.error;
    const code = error_code === undefined ? '' : ` ${error_code}`;
    return failed(`${result.message} (${String(result.status)}${code}, request ${request_id})`);
  }
  if (result.code === 'network' || result.code === 'timeout') {
    return failed(`nexus does not answer: ${result.message}`, 'see that it runs, and where');
  }
  if (result.code === 'request_invalid') return failed(result.message);
  return failed(`${result.code}: ${result.message}`);
}
