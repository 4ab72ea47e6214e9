import { type ConnectOptions, fixed } from '@skewline/runtime/client';
import { methodNames } from '../packages/codegen/src/emit/client/method-names.ts';
import type { Json } from '../packages/codegen/src/model/json.ts';
import { type AgedClient, loadClient, loadServer } from './ages.ts';
import {
  type DeclaredLoss,
  declaredLosses,
  type Unrepresentable,
  unrepresentable,
} from './declared.ts';
import type { History } from './histories.ts';
import { idIn } from './law.ts';
import { fullVersion, judge, type Meeting } from './meeting.ts';
import { type RecordingServer, startRecording } from './recording-server.ts';
import { Tally } from './tally.ts';
import { type Kind, placeOf, requestOf } from './values.ts';

/** Which values are drawn; a run says which, so that it can be had again. */
export const seed: number = Number(process.env['SKEWLINE_SEED'] ?? 20_261_121);

/** How many times the usual number of values. */
export const effort: number = Number(process.env['SKEWLINE_EFFORT'] ?? 1);

const kinds: readonly Kind[] = ['lasting', 'sayable', 'any'];

export interface Setting {
  readonly history: History;
  /** Where the package is that was generated when the version at a position was the newest. */
  readonly folder: (position: number) => string;
  /** By default what `declared.ts` has of the API. */
  readonly losses?: readonly DeclaredLoss[] | 'as reported';
  readonly unrepresentable?: readonly Unrepresentable[] | 'any';
  /** Whether a request of a client keeps the rules that no schema says; by default there are none. */
  readonly isRight?: (client: number, operation: string, request: Json) => boolean;
}

export interface PairsOptions {
  /** Positions; by default all of them. */
  readonly clients?: readonly number[];
  readonly servers?: readonly number[];
  /** Versions that clients are told to speak, instead of asking. */
  readonly spoken?: readonly string[];
  /** How many values of each operation. */
  readonly values: number;
  /** Requests that are not drawn, of an operation of the client's version. */
  readonly more?: (client: number, server: number, operation: string) => readonly Json[];
  readonly connect?: Partial<ConnectOptions>;
}

/** Lets every client meet every server, with all operations that the client has. */
export async function meetAll(setting: Setting, options: PairsOptions): Promise<Tally> {
  const { history, folder } = setting;
  const all = history.versions.map((_, position) => position);
  const { clients = all, servers = all, spoken } = options;
  const tally = new Tally();
  const loaded = new Map<number, AgedClient>();
  for (const position of clients) loaded.set(position, await loadClient(folder(position)));
  const started = await Promise.all(
    servers.map(async (position) => {
      return [position, await startRecording(await loadServer(folder(position)))] as const;
    }),
  );
  try {
    await Promise.all(
      started.map(async ([server, recording]) => {
        for (const [client, code] of loaded) {
          for (const version of spoken ?? [undefined]) {
            tally.pairs += 1;
            await meet(setting, { client, server, version }, { code, recording, options, tally });
          }
        }
      }),
    );
  } finally {
    await Promise.all(started.map(([, recording]) => recording.close()));
  }
  return tally;
}

interface With {
  readonly code: AgedClient;
  readonly recording: RecordingServer;
  readonly options: PairsOptions;
  readonly tally: Tally;
}

async function meet(
  setting: Setting,
  { client, server, version }: { client: number; server: number; version: string | undefined },
  { code, recording, options, tally }: With,
): Promise<void> {
  const { history } = setting;
  const own = (one: { readonly api: string }): boolean => one.api === history.name;
  const highest = Math.min(client, server);
  const spoken = version === undefined ? highest : positionOf(history, version);
  const meeting: Meeting = {
    history,
    losses: setting.losses ?? declaredLosses.filter(own),
    unrepresentable: setting.unrepresentable ?? unrepresentable.filter(own),
    client,
    server,
    spoken,
    wire: fullVersion(version ?? history.versions[spoken] ?? ''),
    recording,
    connection: code.connect({
      baseUrl: recording.url,
      validate: code.validators,
      ...(version === undefined ? {} : { versions: fixed(version) }),
      ...options.connect,
    }),
  };
  const names = methodNames(history.planned.api.versions);
  const operations = history.planned.api.versions[client]?.operations.keys() ?? [];
  for (const operation of operations) {
    const call = code.calls[names.get(operation) ?? ''];
    if (call === undefined) throw new Error(`the client has no ${operation}`);
    // What is not there is refused before its value is looked at.
    const isThere = idIn(history, operation, client, spoken) !== undefined;
    const place = placeOf(history, client, operation);
    const isRight = (request: Json): boolean =>
      setting.isRight?.(client, operation, request) ?? true;
    const said = options.more?.(client, server, operation) ?? [];
    const count = isThere ? options.values * effort : 1;
    for (let index = 0; index < count + said.length; index += 1) {
      const pair = `${history.versions[client] ?? ''} to ${history.versions[server] ?? ''}`;
      const name = `${history.name} ${pair} ${operation} ${String(index)}`;
      const drawn = mixed(`${name} ${String(seed)}`);
      const kind = kinds[index % kinds.length] ?? 'any';
      const request = said[index - count] ?? requestOf(place, kind, drawn, isRight);
      const one = { name, operation, request, seed: drawn, answer: index };
      tally.add(await judge(meeting, call, one), `${name} (seed ${String(seed)})`);
    }
  }
}

/** The listed version that holds at a number of a sparse API: the newest at or below it. */
function positionOf({ versions }: History, text: string): number {
  return versions.findLastIndex((listed) => Number(listed) <= Number(text));
}

/** A number of a text, the same each time (FNV-1a). */
function mixed(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 1;
}
