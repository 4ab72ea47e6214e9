import type { ProcessHandle } from '../handles.ts';
import type { RackProcess } from '../processes/process.ts';

/** All but `process`, which has to be asked each time. */
export function processHandle(running: RackProcess): Omit<ProcessHandle, 'process'> {
  return {
    name: running.name,
    logFile: running.logFile,
    kill: (signal) => running.kill(signal),
    pause: () => running.pause(),
    resume: () => running.resume(),
  };
}
