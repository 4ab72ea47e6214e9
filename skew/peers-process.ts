/** Programs that others made, and a server of ours for them to talk to. */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Adapter } from '@skewline/server';
import { skewlinePlugin } from '@skewline/server/fastify';
import fastify, { type FastifyInstance } from 'fastify';

/** Where npm puts them: apart, as nothing else uses them. */
export const peers: string = join(import.meta.dirname, 'peers');

/** A file of one of them. */
export function peerFile(path: string): string {
  return createRequire(join(peers, 'package.json')).resolve(path);
}

export interface Running {
  readonly url: string;
  readonly app: FastifyInstance;
}

/** Serves on a free port of this machine. */
export async function serve(adapter: Adapter): Promise<Running> {
  const app = fastify();
  await app.register(skewlinePlugin, { adapter });
  return { url: await app.listen({ host: '127.0.0.1', port: 0 }), app };
}

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, whatever its exit code. One that cannot be started is a failure. */
export async function run(file: string, args: readonly string[]): Promise<Ended> {
  try {
    const ended = await promisify(execFile)(file, args, { maxBuffer: 64 * 1024 * 1024 });
    return { exitCode: 0, ...ended };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: unknown; stdout: string; stderr: string }; // as node:child_process says
    if (typeof code !== 'number') throw error;
    return { exitCode: code, stdout, stderr };
  }
}
