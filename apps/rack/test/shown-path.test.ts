import { expect, test } from 'vitest';
import { shownPath } from '../src/shown-path.ts';

test.for([
  ['/home/alice/skewline/.rack', '.rack'],
  ['.rack', '.rack'],
  ['/home/alice/skewline', '.'],
  ['/home/alice', '/home/alice'],
  ['/tmp/rack', '/tmp/rack'],
  ['/home/alice/skewline/..rack', '..rack'],
])('%s is shown as %s', ([path, shown]) => {
  // A relative path is seen from where this process runs.
  expect(shownPath(path!, path === '.rack' ? undefined : '/home/alice/skewline')).toBe(shown);
});
