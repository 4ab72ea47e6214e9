import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { copyOfExample } from '../cli/run.ts';

/** The decisions of examples/parcels, each beside its version. */
export const modules: Readonly<Record<string, string>> = {
  'v2/decisions.ts': `import { drop, rename } from '@skewline/runtime';
import type { DecisionsDownToV1, DecisionsUpToV2 } from '../generated/decisions.ts';

export const up: DecisionsUpToV2 = {
  'ParcelRequest.recipient_name': rename('recipient'),
};

export const down: DecisionsDownToV1 = {
  'ParcelRequest.recipient': rename('recipient_name'),
  'Service(overnight)': drop('that the parcel comes the next morning', 'express'),
};
`,
  'v3/decisions.ts': `import { drop, lossy } from '@skewline/runtime';
import type { DecisionsDownToV2, DecisionsUpToV3 } from '../generated/decisions.ts';

export const up: DecisionsUpToV3 = {
  'ParcelRequest.if_absent': ({ leave_at_door }) => {
    if (leave_at_door === undefined) return undefined;
    return leave_at_door ? 'leave_at_door' : 'bring_back';
  },
};

export const down: DecisionsDownToV2 = {
  'ParcelRequest.leave_at_door': lossy('that a neighbour may take it', ({ if_absent }) => {
    if (if_absent === undefined) return undefined;
    return if_absent === 'leave_at_door';
  }),
  'ParcelState(lost)': drop('that nobody knows where it is', 'in_transit'),
};
`,
  'v4/decisions.ts': `import { constant, refusal } from '@skewline/runtime';
import type { DecisionsDownToV3, DecisionsUpToV4 } from '../generated/decisions.ts';

export const up: DecisionsUpToV4 = {
  'ParcelRequest.contents': constant('not declared'),
  'Notification(fax)': () =>
    refusal(400, 'faxes are not sent any more: give an email address, or a number for a text message'),
};

export const down: DecisionsDownToV3 = {
  'Notification(text_message)': ({ number }) =>
    refusal(406, \`version 3 cannot say that \${number} gets a text message\`),
};
`,
};

export interface Copy {
  readonly folder: string;
  put(path: string, text: string): Promise<void>;
  /** A file of `src`. */
  drop(path: string): Promise<void>;
  remove(): Promise<void>;
}

/** A copy of the example that has the modules in place of the one, not yet generated anew. */
export async function copyWithModules(where: 'outside' | 'inside' = 'outside'): Promise<Copy> {
  const { folder, remove } = await copyOfExample(where);
  const put = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, 'src', path)), { recursive: true });
    await writeFile(join(folder, 'src', path), text);
  };
  const drop = (path: string): Promise<void> => rm(join(folder, 'src', path));
  await drop('decisions.ts');
  for (const [path, text] of Object.entries(modules)) await put(path, text);
  return { folder, put, drop, remove };
}
