import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { messageOf, RackProblem } from './problem.ts';

/**
 * Makes the first operator of a rack, straight in its database, by the command line of nexus: nobody else can, for
 * every API wants a token. Nexus must not run where the database is PGlite's. Gives the token.
 * Whoever aborts the signal ends it.
 */
export async function firstOperatorToken(
  configFile: string,
  user: string,
  signal: AbortSignal,
): Promise<string> {
  const script = createRequire(import.meta.url).resolve('@skewline/nexus/cli');
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        '--conditions=skewline-source',
        script,
        'token',
        'create',
        '--operator',
        '--user',
        user,
        '--config',
        configFile,
      ],
      { signal },
    );
    return stdout.trim();
  } catch (error) {
    if (signal.aborted) {
      throw new RackProblem('stopped', 'stopped while its operator was being made', null);
    }
    throw new RackProblem('nexus_refused', `no operator can be made: ${messageOf(error)}`, null, {
      cause: error,
    });
  }
}
