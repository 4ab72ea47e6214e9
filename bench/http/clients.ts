/** Starts what calls need: a server of all versions, an older one, and the program that calls. */
import type { Answer, Question } from './calls.ts';
import { Child } from './child.ts';
import { newerVersion, olderVersion } from './requests.ts';

export interface ClientEffort {
  readonly rounds: number;
  readonly batch: number;
  readonly negotiations: number;
}

/** By the newest version of the server: as new as the client, and ten versions older. */
export async function measureClients(effort: ClientEffort): Promise<ReadonlyMap<number, Answer>> {
  const answers = new Map<number, Answer>();
  for (const version of [newerVersion, olderVersion]) {
    const server = new Child('adapter.ts', String(version));
    const { url } = await server.next<{ url: string }>();
    const caller = new Child('calls.ts');
    const question: Question = { url, version, ...effort };
    answers.set(version, await caller.ask<Answer>(question));
    await Promise.all([caller.end(), server.end()]);
  }
  return answers;
}
