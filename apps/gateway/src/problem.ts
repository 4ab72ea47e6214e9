/**
 * - `config`: what the gateway was told makes no sense. Exit code 2.
 * - `state`: its state file cannot be read or written, or is none. Exit code 1.
 * - `listen`: it cannot listen there. Exit code 1.
 */
export type GatewayProblemCode = 'config' | 'state' | 'listen';

/** Why the gateway does not start, in a sentence for whoever starts it. */
export class GatewayProblem {
  readonly code: GatewayProblemCode;
  readonly message: string;

  constructor(code: GatewayProblemCode, message: string) {
    this.code = code;
    this.message = message;
  }

  get exitCode(): 1 | 2 {
    return this.code === 'config' ? 2 : 1;
  }
}

/** What is wrong with a file or a port, as the system calls it. */
export function systemWords(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

export function systemCode(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : undefined;
}
