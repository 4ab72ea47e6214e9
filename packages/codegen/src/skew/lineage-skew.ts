import { type Api, coveringStatus, type Operation } from '../model/api.ts';
import type { Lineage } from '../plan/lineage.ts';
import { type Reasons, whyNotForwarded } from '../plan/not-forwarded.ts';
import type { StepPlan } from '../plan/step.ts';
import type { DecisionTable } from './answer.ts';
import { contentDiffers, contentOfRequest } from './content.ts';
import { Flow, isOnlySuccess } from './flow.ts';
import type { Limit } from './limit.ts';
import { type Hop, hopOf, operationAt, statusAfter } from './hop.ts';

/** What an API is, what is derived from it, and what people have decided. */
export interface SkewSources {
  readonly api: Api;
  readonly steps: readonly StepPlan[];
  readonly decisions: DecisionTable;
  /** Operation → why its older requests are refused. */
  readonly doNotForward: Reasons;
}

/** One operation, between any two versions. */
export class LineageSkew {
  readonly #lineage: Lineage;
  readonly #input: SkewSources;
  /** By direction, and by the version that they lead from. */
  readonly #hops: {
    readonly up: readonly (Hop | undefined)[];
    readonly down: readonly (Hop | undefined)[];
  };
  readonly #requests: readonly (readonly (readonly Limit[])[])[];
  readonly #responses: readonly (readonly (readonly Limit[])[])[];

  constructor(lineage: Lineage, input: SkewSources) {
    this.#lineage = lineage;
    this.#input = input;
    const flow = new Flow(input.decisions, input.doNotForward);
    const versions = input.api.versions.map((_, position) => position);
    this.#hops = {
      up: versions.map((from) => hopOf(lineage, from, 'up', input.steps)),
      down: versions.map((from) => hopOf(lineage, from, 'down', input.steps)),
    };
    this.#requests = versions.map((from) =>
      this.#outwards(from, (hops) => flow.requestLimits(hops)),
    );
    this.#responses = versions.map((from) =>
      this.#outwards(from, (hops) => flow.responseLimits(hops)),
    );
  }

  idAt(version: number): string | undefined {
    return operationAt(this.#lineage, version)?.id;
  }

  limits(client: number, server: number): readonly Limit[] {
    const sent = operationAt(this.#lineage, client);
    if (sent === undefined) return [];
    const taken = operationAt(this.#lineage, server);
    if (taken === undefined) return [this.#absent(sent)];
    const kept = this.#notForwarded(client, server);
    if (kept !== undefined) return [kept];
    return [
      ...contentOfRequest(sent, taken),
      ...(this.#requests[client]?.[server] ?? []),
      ...this.#answers(client, server),
      ...(this.#responses[server]?.[client] ?? []),
    ];
  }

  /** By position of the version that is reached: all that is kept back on the way there. */
  #outwards(
    from: number,
    limitsOf: (hops: readonly Hop[]) => readonly Limit[],
  ): readonly (readonly Limit[])[] {
    const found: (readonly Limit[])[] = [];
    for (const direction of ['up', 'down'] as const) {
      let limits: readonly Limit[] = [];
      const hops: Hop[] = [];
      for (let at = from; ; at += direction === 'up' ? 1 : -1) {
        found[at] = limits;
        const hop = this.#hops[direction][at];
        if (hop === undefined) break;
        hops.push(hop);
        const more = limitsOf(hops);
        if (more.length > 0) limits = [...limits, ...more];
      }
    }
    return found;
  }

  #versionAt(position: number): string {
    return this.#input.api.versions[position]?.id.text ?? '';
  }

  #absent(sent: Operation): Limit {
    const { first, last } = this.#lineage;
    // Seen from the client: its own version is in the range, and the server's is before or after it.
    const begins = this.#versionAt(first);
    const ends = this.#versionAt(last);
    const isNewest = last === this.#input.api.versions.length - 1;
    const place = `${sent.method.toUpperCase()} ${sent.path}`;
    return {
      effect: 'refused',
      cause: 'operation_absent',
      part: 'operation',
      operation: sent.id,
      path: '',
      where: [],
      always: true,
      text: `${place} is there ${first === 0 ? '' : `from version ${begins} `}${isNewest ? 'on' : `until version ${ends}`}`,
      ...(first === 0 ? {} : { since: begins }),
      ...(isNewest ? {} : { until: ends }),
    };
  }

  /** What is said does not arrive at all, whatever it is. */
  #notForwarded(client: number, server: number): Limit | undefined {
    for (let at = client; at < server; at += 1) {
      const step = this.#input.steps[at];
      const operation = operationAt(this.#lineage, at);
      if (step === undefined || operation === undefined) continue;
      const text = whyNotForwarded(step, operation.id, this.#input.doNotForward);
      if (text === undefined) continue;
      return {
        effect: 'refused',
        cause: 'not_forwarded',
        part: 'request',
        operation: operationAt(this.#lineage, client)?.id ?? '',
        path: '',
        where: [],
        always: true,
        text,
        from: step.older.id.text,
        to: step.newer.id.text,
      };
    }
    return undefined;
  }

  /** Answers that the client's version does not have, or has in another form. */
  #answers(client: number, server: number): readonly Limit[] {
    const [answering, asking] = [
      operationAt(this.#lineage, server),
      operationAt(this.#lineage, client),
    ];
    if (answering === undefined || asking === undefined) return [];
    const direction = server < client ? 'up' : 'down';
    return [...answering.responses].flatMap(([status, { content }]): readonly Limit[] => {
      let told = status;
      for (let at = server; at !== client; at += direction === 'up' ? 1 : -1) {
        const hop = this.#hops[direction][at];
        if (hop !== undefined) told = statusAfter(hop, told);
      }
      const always = isOnlySuccess(status, [...answering.responses.keys()]);
      const place = {
        part: 'response',
        operation: answering.id,
        status,
        path: '',
        where: [],
      } as const;
      const known = asking.responses.get(coveringStatus(told, asking) ?? '');
      if (known === undefined) {
        const text = `the client's version has no answer ${told}`;
        return [{ ...place, effect: 'refused', cause: 'status_unknown', always, text }];
      }
      const differs = contentDiffers(content, known.content);
      if (differs === undefined) return [];
      return [{ ...place, ...differs, cause: 'content', always }];
    });
  }
}
