/** curl, as a program that answers in numbers and texts. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'vitest';
import { run } from './peers-process.ts';

export interface Answer {
  readonly exitCode: number;
  /** 0 where none came. */
  readonly status: number;
  /** By names in small letters. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly text: string;
}

const separator = '\n--headers--\n';

/** So that its output is what `answerOf` reads. */
export const curlOptions: readonly string[] = [
  '--silent',
  '--max-time',
  '20',
  '--write-out',
  `${separator}%{http_code}\n%{header_json}`,
];

/** One request to a server; the last argument is a path. */
export async function curlTo(server: string, args: readonly string[]): Promise<Answer> {
  const url = `${server}${args.at(-1) ?? ''}`;
  return answerOf(await run('curl', [...curlOptions, ...args.slice(0, -1), url]));
}

export function answerOf({ exitCode, stdout }: { exitCode: number; stdout: string }): Answer {
  const end = stdout.lastIndexOf(separator);
  const [, status = '', json = ''] =
    /^(\d+)\n([^]*)$/.exec(stdout.slice(end + separator.length)) ?? [];
  const headers = JSON.parse(json) as Answer['headers']; // what curl documents for header_json
  return { exitCode, status: Number(status), headers, text: stdout.slice(0, end) };
}

export async function exitOf(child: ChildProcess): Promise<number> {
  const [code] = await once(child, 'exit');
  return Number(code);
}

/** Writing to a program that has ended fails: that it ended is what was wanted. */
export function ignoreClosed(error: Error): void {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
}

export function speaking(version: string): string[] {
  return ['--header', `api-version: ${version}`];
}

/** A body in the shape that this API gives its errors. */
export interface ErrorBody {
  readonly error_code: string;
  readonly message: string;
  readonly request_id: string;
}

export function errorOf({ text }: Answer): ErrorBody {
  const error = JSON.parse(text) as ErrorBody; // what is looked at next
  expect(error).toEqual({
    error_code: expect.any(String) as unknown,
    message: expect.any(String) as unknown,
    request_id: expect.any(String) as unknown,
  });
  return error;
}
