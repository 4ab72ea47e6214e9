import type { ReactNode } from 'react';
import { useNow } from './now.ts';
import { agoText, timeText } from './text.ts';

/** How long ago something was; the time itself is in its title. */
export function TimeAgo({
  time,
}: {
  /** As text of the API, or in milliseconds. */
  readonly time: string | number;
}): ReactNode {
  const now = useNow(5000);
  const then = typeof time === 'number' ? time : Date.parse(time);
  return (
    <time dateTime={new Date(then).toISOString()} title={timeText(then)}>
      {agoText(now - then)}
    </time>
  );
}
