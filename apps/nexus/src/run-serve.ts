import type { NexusConfig } from './config.ts';
import { serve } from './serve.ts';
import { ServeProblem } from './serve-problem.ts';

/** Serves until the process is told to stop. Gives what stands in its way, in a sentence. */
export async function runServe(config: NexusConfig): Promise<readonly string[]> {
  let stop = (): void => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  let signals = 0;
  const onSignal = (): void => {
    signals += 1;
    // Whoever says it twice does not want to wait: what runs is found again by the next nexus.
    if (signals > 1) process.exit(1);
    stop();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  try {
    const served = await serve(config);
    if (served instanceof ServeProblem) return [`${served.message}: ${served.fix}`];
    await stopped;
    await served.close();
    return [];
  } finally {
    process.off('SIGTERM', onSignal);
    process.off('SIGINT', onSignal);
  }
}
