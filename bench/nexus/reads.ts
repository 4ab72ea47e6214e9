/** Requests that read: of a nexus, and of a server by hand on the same database. */
import { createHash } from 'node:crypto';
import { Child } from '../http/child.ts';
import type { Usage } from '../http/serve.ts';
import type { Load, Seen } from './load.ts';
import { projectName, type Site } from './site.ts';

export type ReadName = 'view' | 'view by name' | 'list' | 'list, page 100';
export type Target = 'nexus' | 'plain';

/** The newest version: the one that says all that the server by hand says. */
export const versionHeader = { 'api-version': '2026112100.0.0' } as const;

const connections = 16;

export interface Measured extends Seen {
  /** Microseconds of processor time that the servers used for one request, the database's apart. */
  readonly cost: number;
}

export class Reads {
  readonly #generator: Child;
  readonly #site: Site;
  readonly #plain: { readonly child: Child; readonly url: string };
  readonly #paths: Readonly<Record<`${Target} ${ReadName}`, readonly string[]>>;

  private constructor(site: Site, plain: { readonly child: Child; readonly url: string }) {
    this.#generator = new Child('../nexus/load.ts');
    this.#site = site;
    this.#plain = plain;
    const { instances, projectId } = site;
    // Now these, now those, as users ask.
    const some = Array.from({ length: 200 }, (_, at) => (at * 7919) % instances.length);
    const byId = some.map((index) => `/v1/instances/${instances[index] ?? ''}`);
    const byName = some.map((index) => `/v1/instances/${nameOf(index)}?project=${projectName}`);
    const list = `/v1/instances?project=${projectId}`;
    // Page 100 where there are so many, or else the last.
    const last = nameOf(Math.max(0, Math.min(9900, instances.length - 100) - 1));
    const lastId = instances[Math.max(0, Math.min(9900, instances.length - 100) - 1)] ?? '';
    const token = Buffer.from(
      JSON.stringify({
        v: 1,
        list: 'instance_list',
        sort: 'name_ascending',
        last: { name: last, id: lastId },
      }),
    ).toString('base64url');
    this.#paths = {
      'nexus view': byId,
      'plain view': byId,
      'nexus view by name': byName,
      'plain view by name': [],
      'nexus list': [list],
      'plain list': [list],
      'nexus list, page 100': [`${list}&page_token=${token}`],
      'plain list, page 100': [`${list}&page_token=${last}`],
    };
  }

  static async open(site: Site): Promise<Reads> {
    const hash = createHash('sha256').update(site.token).digest('hex');
    const child = new Child('../nexus/plain.ts', site.databaseUrl, hash);
    const { url } = await child.next<{ url: string }>();
    const reads = new Reads(site, { child, url });
    await reads.#check();
    return reads;
  }

  /** `nexus`: how many of them are asked. */
  async measure(target: Target, name: ReadName, seconds: number, nexus = 1): Promise<Measured> {
    const urls = target === 'plain' ? [this.#plain.url] : this.#site.urls.slice(0, nexus);
    const load: Load = {
      urls,
      paths: this.#paths[`${target} ${name}`],
      headers: this.#headers(),
      connections,
      seconds,
    };
    const before = await this.#used(target, nexus);
    const seen = await this.#generator.ask<Seen>(load);
    const used = (await this.#used(target, nexus)) - before;
    if (seen.problem !== undefined) throw new Error(`${name} of ${target}: ${seen.problem}`);
    return { ...seen, cost: used / (seen.requestsPerSecond * seconds) };
  }

  async close(): Promise<void> {
    await this.#generator.end();
    await this.#plain.child.end();
  }

  #headers(): Readonly<Record<string, string>> {
    return { authorization: `Bearer ${this.#site.token}`, ...versionHeader };
  }

  async #used(target: Target, nexus: number): Promise<number> {
    if (target === 'plain') return (await this.#plain.child.ask<Usage>({})).processor;
    const times = this.#site.processorTimes().slice(0, nexus);
    return times.reduce((sum, time) => sum + time, 0);
  }

  /** What is compared has to say the same. */
  async #check(): Promise<void> {
    for (const name of ['view', 'list', 'list, page 100'] as const) {
      const [ours, theirs] = await Promise.all(
        (['nexus', 'plain'] as const).map(async (target) => {
          const url = target === 'plain' ? this.#plain.url : (this.#site.urls[0] ?? '');
          const path = this.#paths[`${target} ${name}`][0] ?? '';
          const response = await fetch(`${url}${path}`, { headers: this.#headers() });
          const text = await response.text();
          if (!response.ok) throw new Error(`${name} of ${target}: ${text}`);
          return comparable(text);
        }),
      );
      if (ours !== theirs) throw new Error(`${name} differs:\n${ours ?? ''}\n${theirs ?? ''}`);
    }
  }
}

function nameOf(index: number): string {
  return `instance-${String(index).padStart(6, '0')}`;
}

/** Members in one order, times in one form, and no page token, which is everybody's own. */
function comparable(text: string): string {
  return JSON.stringify(JSON.parse(text), (key, value: unknown) => {
    if (key === 'next_page') return value === null ? null : 'a token';
    if (typeof value === 'string' && key.startsWith('time_')) return Date.parse(value);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
