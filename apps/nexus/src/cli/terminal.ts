/** What a command is told by, and tells, whoever called it. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly isColoured: boolean;
  readonly env: { readonly [name: string]: string | undefined };
  /** Where relative paths begin. */
  readonly directory: string;
  readonly now: () => Date;
  /** How the process is to end, when all that it does is done. */
  readonly endWith: (exitCode: number) => void;
  /** Ends it at once: nothing has been begun. */
  readonly exit: (exitCode: number) => never;
}

export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  // Somebody like `head` has read enough: that is no error of ours.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  const noColour = env['NO_COLOR'] ?? '';
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    isColoured: stdout.isTTY && noColour === '' && env['TERM'] !== 'dumb',
    env,
    directory: process.cwd(),
    now: () => new Date(),
    endWith(exitCode) {
      process.exitCode = exitCode;
    },
    exit: (exitCode) => process.exit(exitCode),
  };
}
