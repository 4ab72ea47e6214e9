import type { ReactNode } from 'react';
import { useNow } from './now.ts';
import { durationText, timeText } from './text.ts';

/** How long it is until then, each second anew; `due` once it has come. Nobody reads each second aloud. */
export function Countdown({
  until,
  due = 'any moment now',
}: {
  readonly until: string;
  readonly due?: string;
}): ReactNode {
  const left = Date.parse(until) - useNow();
  return (
    <time className="countdown" dateTime={until} title={timeText(Date.parse(until))} role="timer">
      {left > 0 ? `in ${durationText(left)}` : due}
    </time>
  );
}
