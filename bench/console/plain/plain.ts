/**
 * What somebody writes by hand in an afternoon for the same list: `fetch`, and an element for every cell. It knows one
 * version and one project, says of an error only that there was one, and shows no failures, as the instances of this
 * benchmark have none. It is as quick as that gets: rows that did not change are left alone, and all that a row can be
 * found by is kept as one text.
 */

interface Instance {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly run_state: string;
  readonly time_run_state_updated: string;
  readonly ncpus: number;
  readonly memory: number;
}

interface Page {
  readonly items: readonly Instance[];
  readonly next_page?: string | null;
}

interface Row {
  readonly element: HTMLTableRowElement;
  readonly state: HTMLTableCellElement;
  readonly since: HTMLTableCellElement;
  readonly searched: string;
  shown: Instance;
}

const headers = {
  authorization: `Bearer ${sessionStorage.getItem('skewline-token') ?? ''}`,
  'api-version': '2026112100.0.0',
};
const project = new URLSearchParams(location.search).get('project') ?? '';

async function ask(path: string): Promise<unknown> {
  const response = await fetch(path, { headers });
  if (!response.ok) throw new Error(`${path}: ${String(response.status)}`);
  return response.json();
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

const search = element('input');
search.type = 'search';
const status = element('p');
status.role = 'status';
const body = element('tbody');
const titles = ['Name', 'State', 'Last failure', 'Size', 'In this state since'];
const head = element('thead', element('tr', ...titles.map((title) => element('th', title))));
const list = element(
  'main',
  element('h1', 'Instances'),
  element('label', 'Search ', search),
  status,
  element('table', head, body),
);

const rows = new Map<string, Row>();

function ago(time: string): string {
  const seconds = Math.round((Date.now() - Date.parse(time)) / 1000);
  if (seconds < 60) return `${String(seconds)} s ago`;
  if (seconds < 3600) return `${String(Math.floor(seconds / 60))} min ago`;
  if (seconds < 86_400) return `${String(Math.floor(seconds / 3600))} h ago`;
  return `${String(Math.floor(seconds / 86_400))} d ago`;
}

function words(state: string): string {
  return state.slice(0, 1).toUpperCase() + state.slice(1);
}

function rowOf(instance: Instance): Row {
  const { id, name, description, run_state: state, ncpus, memory } = instance;
  const link = element('a', name);
  link.href = `#${id}`;
  const cells = {
    state: element('td', words(state)),
    since: element('td', ago(instance.time_run_state_updated)),
  };
  const made = element(
    'tr',
    element('th', link),
    cells.state,
    element('td'),
    element('td', `${String(ncpus)} CPUs, ${String(memory / 2 ** 30)} GiB`),
    cells.since,
  );
  const searched = `${name}\n${description}\n${id}`.toLowerCase();
  return { ...cells, element: made, searched, shown: instance };
}

/** Gives whether there are more rows than before. */
function draw(items: readonly Instance[]): boolean {
  const added: Node[] = [];
  for (const instance of items) {
    const row = rows.get(instance.id);
    if (row === undefined) {
      const made = rowOf(instance);
      rows.set(instance.id, made);
      added.push(made.element);
    } else {
      const { run_state: state, time_run_state_updated: since } = row.shown;
      if (state !== instance.run_state) row.state.textContent = words(instance.run_state);
      if (since !== instance.time_run_state_updated) {
        row.since.textContent = ago(instance.time_run_state_updated);
      }
      row.shown = instance;
    }
  }
  body.append(...added);
  return added.length > 0;
}

function dropGone(seen: ReadonlySet<string>): void {
  for (const [id, { element: row }] of rows) {
    if (seen.has(id)) continue;
    row.remove();
    rows.delete(id);
  }
}

function count(hasMore: boolean): void {
  const wanted = search.value.trim().toLowerCase();
  let found = 0;
  for (const { element: row, searched } of rows.values()) {
    const isFound = searched.includes(wanted);
    if (isFound) found += 1;
    row.hidden = !isFound;
  }
  const all = `${rows.size.toLocaleString('en')} instances`;
  status.textContent =
    (wanted === '' ? all : `${found.toLocaleString('en')} of ${all}`) + (hasMore ? ' …' : '');
}

let isAsking = false;

async function refresh(): Promise<void> {
  if (isAsking) return;
  isAsking = true;
  const seen = new Set<string>();
  try {
    for (let token: string | null = ''; token !== null;) {
      const more = token === '' ? '' : `&page_token=${token}`;
      const path = `/v1/instances?project=${project}&limit=1000${more}`;
      // Nexus says so.
      const page = (await ask(path)) as Page;
      token = page.next_page ?? null;
      for (const { id } of page.items) seen.add(id);
      if (draw(page.items)) count(token !== null);
    }
    dropGone(seen);
    count(false);
  } catch (error) {
    status.textContent = String(error);
  } finally {
    isAsking = false;
  }
}

async function show(id: string): Promise<void> {
  // Nexus says so.
  const instance = (await ask(`/v1/instances/${id}`)) as Instance;
  const { name, description, run_state: state } = instance;
  const shown = element(
    'main',
    element('h1', name),
    element('p', words(state)),
    element('p', description),
  );
  document.querySelector('main')?.replaceWith(shown);
}

function go(): void {
  if (location.hash === '') document.querySelector('main')?.replaceWith(list);
  else void show(location.hash.slice(1));
}

search.addEventListener('input', () => count(false));
addEventListener('hashchange', go);
document.addEventListener('visibilitychange', () => void refresh());
setInterval(() => void refresh(), 40_000);
go();
void refresh();
