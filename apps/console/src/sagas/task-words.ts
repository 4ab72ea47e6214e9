import type { BackgroundTask, CountGroup } from '@skewline/nexus-client/operator';
import type { Tone } from '../parts/tone.ts';

/** How a task stands, as on a badge. */
export function taskState({
  running_since: running,
  last_run: last,
  disabled,
}: Pick<BackgroundTask, 'running_since' | 'last_run' | 'disabled'>): {
  readonly word: string;
  readonly tone: Tone;
} {
  if (running !== null) return { word: 'looking', tone: 'busy' };
  if (last !== null && last.error !== null) return { word: 'failed', tone: 'bad' };
  if (disabled) return { word: 'only when asked', tone: 'off' };
  if (last === null) return { word: 'not yet', tone: 'off' };
  // It went on with the others; the log of nexus says what it was.
  const hadTrouble = last.counts.some(
    ({ name, counts }) => name === 'trouble' && counts.length > 0,
  );
  return hadTrouble ? { word: 'had trouble', tone: 'warn' } : { word: 'fine', tone: 'good' };
}

/** What it found and did: `states: 5 running; failed: 1 sled_off`. Groups without anything are left out. */
export function countsText(groups: readonly CountGroup[]): string {
  const said = groups.flatMap(({ name, counts }) =>
    counts.length === 0
      ? []
      : [
          `${spoken(name)}: ${counts
            .map(
              ({ label, count }) =>
                `${String(count)} ${spoken(count === 1 ? label.replace(/^(vmm|saga)s$/, '$1') : label)}`,
            )
            .join(', ')}`,
        ],
  );
  return said.length === 0 ? 'nothing to do' : said.join('; ');
}

/** `abandoned_vmm_reaper` as a heading: `Abandoned VMM reaper`. */
export function taskTitle(name: string): string {
  const words = spoken(name);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function spoken(name: string): string {
  return name.replaceAll('_', ' ').replaceAll(/\bvmm(s?)\b/g, 'VMM$1');
}
