/** A plot of one of the tables that a benchmark prints. Cells are numbers, or `median (least–most)`. */
export interface Plot {
  /** Its file's name, without the ending. */
  readonly name: string;
  readonly title: string;
  /** Which of the printed tables: the first whose head begins so. */
  readonly head: readonly string[];
  /** Of a row: whether it is shown. */
  readonly rows?: (cells: readonly string[]) => boolean;
  readonly x: {
    /** The columns that say where a row stands; joined by a comma. */
    readonly columns: readonly string[];
    readonly label: string;
    /** `number`: a line along it, by powers of ten; `name`: bars. */
    readonly kind: 'number' | 'name';
  };
  readonly y: { readonly label: string; readonly scale: 'linear' | 'log' };
  /** The columns that are drawn. */
  readonly series: readonly string[];
  /** Rows are series, and columns are places along x: for a table whose head has the numbers. */
  readonly turned?: true;
}

/** One of the benchmarks, `npm run bench:NAME`. */
export interface Bench {
  readonly name: string;
  readonly title: string;
  /** What is compared with what, and what the peer does that we do not. */
  readonly about: string;
  readonly needs: readonly Need[];
  readonly plots: readonly Plot[];
}

export type Need = 'corpus' | 'chromium';

/** All benchmarks, in the order in which they run. */
export const benches: readonly Bench[] = [
  {
    name: 'convert',
    title: 'Conversions',
    about:
      'Generated conversions beside conversions written by hand, a JSON clone, `structuredClone` and an interpreter of the same plan. ' +
      'What is written by hand may leave out what it knows not to be there, and can be stepped through without a generator.',
    needs: ['corpus'],
    plots: [
      {
        name: 'convert',
        title: 'Conversions, microseconds a call',
        head: ['conversion', 'generated, us'],
        rows: ([, , hand]) => hand !== '',
        x: { columns: ['conversion'], label: 'conversion', kind: 'name' },
        y: { label: 'microseconds a call', scale: 'log' },
        series: ['generated, us', 'hand-written, us'],
      },
    ],
  },
  {
    name: 'codegen',
    title: 'Generating',
    about:
      'Types, conversions, validators and schemas by Skewline beside types alone by openapi-typescript 7 and by @hey-api/openapi-ts, of the same documents. ' +
      'openapi-typescript reads remote documents and OpenAPI extensions of Redocly, and has `openapi-fetch`. @hey-api/openapi-ts has plugins for clients (axios, Next, Nuxt, Angular), TanStack Query, zod and valibot. Neither knows that two documents are versions of one API.',
    needs: ['corpus'],
    plots: [
      {
        name: 'codegen',
        title: 'Generating, seconds by number of versions',
        head: ['peer', 'versions'],
        rows: ([peer]) => peer === 'openapi-typescript',
        x: { columns: ['versions'], label: 'versions', kind: 'number' },
        y: { label: 'seconds', scale: 'linear' },
        series: ['skewline, s', 'peer, s'],
      },
    ],
  },
  {
    name: 'check',
    title: 'Verdicts',
    about:
      '47 real steps judged, and single steps beside api-smart-diff and @useoptic/optic. ' +
      'api-smart-diff compares AsyncAPI, GraphQL and JSON Schema too and gives a merged document of both sides. Optic keeps a history in git, captures traffic to check a document against it, and has rules for style.',
    needs: ['corpus'],
    plots: [
      {
        name: 'check',
        title: 'One step judged, milliseconds',
        head: ['step', 'tool'],
        x: { columns: ['step', 'tool'], label: 'step and tool', kind: 'name' },
        y: { label: 'milliseconds', scale: 'log' },
        series: ['ms'],
      },
    ],
  },
  {
    name: 'validate',
    title: 'Validators',
    about:
      'The emitted validators beside ajv, which compiles the same schemas when the program begins. ' +
      'ajv takes schemas that are known only at run time, and has the whole of several drafts of JSON Schema.',
    needs: [],
    plots: [
      {
        name: 'validate',
        title: 'Validating, microseconds a value',
        head: ['value', 'emitted, us'],
        x: { columns: ['value'], label: 'value', kind: 'name' },
        y: { label: 'microseconds a value', scale: 'linear' },
        series: ['emitted, us', 'ajv, us'],
      },
    ],
  },
  {
    name: 'rows',
    title: 'Rows',
    about:
      'Reading and writing VMMs as domain values beside plain kysely in the same database. ' +
      'Plain kysely gives rows as they are, whatever a newer program has written there.',
    needs: [],
    plots: [],
  },
  {
    name: 'http',
    title: 'HTTP',
    about:
      'The adapter with all versions beside plain Fastify with the newest only, and the client beside plain `fetch`. ' +
      'Plain Fastify has its whole world of plugins, streaming bodies, and serialises by schema.',
    needs: [],
    plots: [
      {
        name: 'http',
        title: 'Requests per second',
        head: ['requests per second', 'plain Fastify', 'adapter'],
        x: { columns: ['requests per second'], label: 'operation', kind: 'name' },
        y: { label: 'requests per second', scale: 'linear' },
        series: ['plain Fastify', 'adapter'],
      },
    ],
  },
  {
    name: 'placement',
    title: 'Placement',
    about:
      'Decisions on racks that are 90 % full beside a scan of all sleds from scratch, packing beside the lower bound, and reservations on PostgreSQL. ' +
      'A scan needs no view to be kept, and can be changed by whoever reads it once.',
    needs: [],
    plots: [
      {
        name: 'placement',
        title: 'Thousands of decisions per second, plain requests',
        head: ['sleds', 'requests', 'view'],
        rows: ([, requests]) => requests === 'plain',
        x: { columns: ['sleds'], label: 'sleds', kind: 'number' },
        y: { label: 'thousands per second', scale: 'log' },
        series: ['view', '+ explained', 'best_fit', 'scan'],
      },
    ],
  },
  {
    name: 'saga',
    title: 'Sagas',
    about:
      'Sagas on the journal and on DBOS beside a plain DBOS workflow on the same server. ' +
      'DBOS has queues with limits, scheduled workflows, messages between workflows, several languages and a dashboard; it has no undo.',
    needs: [],
    plots: [
      {
        name: 'saga',
        title: 'Sagas of five steps per second',
        head: ['at a time', 'plain DBOS workflow', 'journal', 'dbos'],
        rows: (cells) => cells.every((cell) => !cell.includes('(')),
        x: { columns: ['at a time'], label: 'at a time', kind: 'name' },
        y: { label: 'per second', scale: 'linear' },
        series: ['plain DBOS workflow', 'journal', 'dbos'],
      },
    ],
  },
  {
    name: 'nexus',
    title: 'The control plane',
    about:
      'Requests to nexus beside a server by hand on the same database, a start beside its saga alone, several nexus on one database, and growth to 100,000 instances. ' +
      'The server by hand knows one version, one user and nothing of failures.',
    needs: [],
    plots: [
      {
        name: 'nexus-reads',
        title: 'Requests per second by number of instances',
        head: ['', '100'],
        turned: true,
        rows: ([what = '']) => what.includes('view') || what.includes('list'),
        x: { columns: [], label: 'instances', kind: 'number' },
        y: { label: 'per second', scale: 'linear' },
        series: [],
      },
      {
        name: 'nexus-starts',
        title: 'A start, milliseconds by number of instances',
        head: ['', '100'],
        turned: true,
        rows: ([what = '']) => what.endsWith(', ms'),
        x: { columns: [], label: 'instances', kind: 'number' },
        y: { label: 'milliseconds', scale: 'linear' },
        series: [],
      },
    ],
  },
  {
    name: 'console',
    title: 'The console',
    about:
      'First load, a change in a list of 10,000, and typing, beside a page by hand that fetches the same list and draws it. ' +
      'The page by hand keeps all rows in the document, so that the browser itself can search them.',
    needs: ['chromium'],
    plots: [],
  },
];
