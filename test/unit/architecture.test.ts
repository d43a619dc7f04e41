import { describe, expect, it } from 'vitest';
import { importsOf, sourcesBelow, withoutComments, type Import } from '../support/source-imports.ts';

/**
 * Who may import whom. A layer not named is forbidden; `types` allows `import type` only, and a pattern narrows it to
 * the modules that match.
 */
interface Rule {
  readonly values: readonly RegExp[];
  readonly types: readonly RegExp[];
  readonly packages: readonly RegExp[];
}

const PORTS = /^src\/app\/ports\.ts$/;
const DOMAIN = /^src\/domain\//;
const LEFT_OUT = /^src\/proof\/left-out\.ts$/;
const own = (layer: string) => new RegExp(`^src/${layer}/`);
/** Beside main.ts: small things that are the same everywhere. */
const SHARED = /^src\/(listeners|loopback|printable|uuid)\.ts$/;
const adapter = (layer: string, ...packages: RegExp[]): Rule => ({
  // Both sides of the browser's messages and locks wait in the same way.
  values: [DOMAIN, own(layer), SHARED, /^src\/after-hearing\.ts$/],
  types: [PORTS],
  packages,
});

const RULES: Readonly<Record<string, Rule>> = {
  domain: { values: [DOMAIN], types: [], packages: [] },
  // Of a proof it tells what the proof says.
  app: { values: [DOMAIN, own('app')], types: [LEFT_OUT], packages: [] },
  // What logs claim against what recordings left out: pure.
  proof: { values: [DOMAIN, own('proof')], types: [], packages: [] },
  genesys: {
    ...adapter('genesys', /^purecloud-platform-client-v2(\/|$)/),
    // What it reads of recordings is evidence for a proof.
    types: [PORTS, /^src\/proof\/prove\.ts$/],
  },
  host: {
    ...adapter('host', /^purecloud-client-app-sdk$/),
    values: [DOMAIN, own('host'), SHARED, /^src\/launch\/regions\.ts$/],
  },
  panels: adapter('panels'),
  outbox: {
    ...adapter('outbox', /^canonicalize$/, /^@noble\/hashes\//, /^idb$/),
    // A webhook goes out by the one place that asks the network.
    values: [...adapter('outbox').values, /^src\/genesys\/http\/(fetch-whole|retry-after)\.ts$/],
  },
  platform: { values: [own('platform'), SHARED], types: [DOMAIN, PORTS], packages: [] },
  // What an organisation needs and how it gets there: the planner over an HTTP port, on a page as under Node.
  installer: {
    values: [
      DOMAIN,
      own('installer'),
      /^src\/genesys\/http\/rest\.ts$/,
      SHARED,
      /^src\/(launch\/(regions|origins)|config\/(decode-config|schema|words))\.ts$/,
      /^manifest\/app\.json$/,
    ],
    types: [PORTS, /^src\/genesys\/http\//],
    packages: [/^purecloud-platform-client-v2$/],
  },
  // Its command line is a composition of its own, with what the headless controller uses.
  'installer-cli': {
    values: [
      DOMAIN,
      own('installer'),
      own('headless'),
      /^src\/genesys\/http\//,
      SHARED,
      /^src\/(launch\/(regions|origins)|platform\/clock)\.ts$/,
    ],
    types: [PORTS],
    packages: [/^node:/, /^commander$/],
  },
  // What is missing in an installation: facts, and the lines drawn from them.
  setup: {
    values: [
      DOMAIN,
      own('setup'),
      own('installer'),
      /^src\/app\/store\.ts$/,
      /^src\/genesys\/(http\/rest|wire\/(fields|topics)|feed\/refused-topics)\.ts$/,
    ],
    types: [PORTS, /^src\/genesys\//, /^src\/app\/view\.ts$/, /^src\/config\/decode-config\.ts$/],
    packages: [/^purecloud-platform-client-v2$/],
  },
  // The Node entry: it composes, and shares the core with the panel. Nothing that needs a browser, and not the SDK, whose
  // root and modules bring axios and more along.
  headless: {
    values: [
      own('headless'),
      own('proof'),
      DOMAIN,
      own('app'),
      /^src\/genesys\/(?!sign-in\/|http\/sdk-client\.ts$)/,
      /^src\/outbox\/(anchors|call-attribute|chain|checkpoint|csv|delivery|facts)\.ts$/,
      /^src\/platform\/(clock|redact)\.ts$/,
      SHARED,
      /^src\/launch\/(regions|origins)\.ts$/,
      // The command line has the installer's verbs too.
      /^src\/installer\/(cli|node-io|arguments)\.ts$/,
    ],
    types: [],
    packages: [/^node:/, /^(ws|commander|pino|prom-client)$/, /^(pg|pg-boss|@electric-sql\/pglite)$/],
  },
  ui: {
    // Of the domain only `assertNever` and `backoff` have a value that a face needs, of the application the taking back of
    // every claim, and what the past of a call amounts to.
    values: [
      own('ui'),
      /^src\/domain\/(result|backoff)\.ts$/,
      /^src\/app\/(unwatched\.ts$|timeline\/)/,
      /^src\/config\/words\.ts$/,
    ],
    types: [DOMAIN, LEFT_OUT, /^src\/(app|setup)\/view\.ts$/, /^src\/app\/(store|past)\.ts$/],
    packages: [/^preact(\/hooks)?$/],
  },
  // What config.json says: the schema and who reads by it.
  config: {
    values: [
      own('config'),
      SHARED,
      /^src\/launch\/origins\.ts$/,
      /^src\/genesys\/http\/(fetch-whole|failure-of|transport)\.ts$/,
    ],
    types: [/^src\/app\/view\.ts$/],
    packages: [/^valibot$/],
  },
  shared: { values: [], types: [PORTS], packages: [] },
  // Where this page was opened: what its address says, which region that means, who is around it.
  launch: { values: [own('launch'), SHARED], types: [/^src\/app\/view\.ts$/], packages: [] },
  main: {
    values: [/^src\//, /^package\.json$/],
    types: [],
    packages: [/^preact$/],
  },
  sandbox: {
    values: [/^sandbox\/(?!gallery\/)/, /^scripts\//],
    types: [],
    packages: [
      /^node:/,
      /^preact(\/hooks)?$/,
      /^@preact\/signals(-core)?$/,
      /^ws$/,
      /^vite$/,
      /^@noble\/hashes\//,
    ],
  },
  // Shows the panel in every state. It simulates nothing, so it cannot agree with our mistakes; the simulator may not
  // import it.
  gallery: {
    values: [/^sandbox\/gallery\//, own('ui')],
    types: [LEFT_OUT, /^src\/app\/(view|past|timeline\/seen)\.ts$/],
    packages: [/^preact$/, /^@preact\/signals(-core)?$/, /^vite$/, /^node:/],
  },
};

/** Wire types only: payloads of app and sandbox are checked against the same published contract. */
const SANDBOX_TYPES = /^purecloud-platform-client-v2$/;

function layerOf(file: string): string {
  if (
    /^src\/(main|setup-main|save-log|log-facts|handle-audit|tend-audit|for-(all-calls|details|ended|limit|proof)|compose-panel|prepare)\.ts$/.test(
      file,
    )
  )
    return 'main';
  if (/^src\/installer\/(arguments|cli|connect|node-io)\.ts$/.test(file)) return 'installer-cli';
  if (file.startsWith('sandbox/gallery/')) return 'gallery';
  const [top, second, third] = file.split('/');
  if (top !== 'src') return top ?? '';
  return third === undefined ? 'shared' : (second ?? '');
}

function isAllowed(layer: string, { to, own: isOwn, typeOnly }: Import): boolean {
  const rule = RULES[layer];
  if (!rule) return false;
  if (layer === 'sandbox' && typeOnly && SANDBOX_TYPES.test(to)) return true;
  const allowed = isOwn ? [...rule.values, ...(typeOnly ? rule.types : [])] : rule.packages;
  return allowed.some((pattern) => pattern.test(to));
}

const violations = (file: string, source: string): string[] =>
  importsOf(file, source)
    .filter((each) => !isAllowed(layerOf(file), each))
    .map(({ to }) => `${file} imports ${to}`);

const sources = sourcesBelow('src');
const NOT_PURE =
  /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bset(Timeout|Interval)\b|\bperformance\.|\bcrypto\./;

describe('architecture', () => {
  it('lets modules import only what their layer may', () => {
    expect(sources.length).toBeGreaterThan(20);
    expect(
      [...sources, ...sourcesBelow('sandbox')].flatMap(({ file, source }) => violations(file, source)),
    ).toEqual([]);
  });

  it.each([
    ['src/domain/x.ts', "import { signal } from '@preact/signals';"],
    ['src/domain/x.ts', "import type { Clock } from '../app/ports.ts';"],
    ['src/app/x.ts', "import { createJournal } from '../outbox/journal.ts';"],
    ['src/genesys/http/x.ts', "import { PATIENCE } from '../../app/ports.ts';"],
    ['src/host/x.ts', "import type { Rest } from '../genesys/http/rest.ts';"],
    ['src/ui/agent/x.tsx', "import { start } from '../../app/start.ts';"],
    ['src/ui/agent/x.tsx', "const lazy = () => import('../../genesys/feed/feed.ts');"],
    ['src/config/load-config.ts', "import {\n  createLog,\n} from '../platform/log.ts';"],
    ['src/main.ts', "import '../sandbox/server.ts';"],
    ['src/app/x.ts', "export * from '../../test/support/fake-clock.ts';"],
    ['sandbox/genesys/x.ts', "import type { Snapshot } from '../../src/domain/snapshot.ts';"],
    ['sandbox/genesys/x.ts', "import { states } from '../gallery/states.ts';"],
    ['sandbox/genesys/x.ts', "import { ConversationsApi } from 'purecloud-platform-client-v2';"],
    ['src/headless/x.ts', "import { createSdkClient } from '../genesys/http/sdk-client.ts';"],
    ['src/headless/x.ts', "import { createJournal } from '../outbox/journal.ts';"],
    ['src/headless/x.ts', "import type { Models } from 'purecloud-platform-client-v2';"],
    ['src/elsewhere/x.ts', "import { ok } from '../domain/result.ts';"],
  ])('notices a breach in %s (case %#)', (file, source) => {
    expect(violations(file, source)).toHaveLength(1);
  });

  it('keeps time, chance and timers out of domain and app', () => {
    const guilty = sources.filter(
      ({ file, source }) =>
        ['domain', 'app'].includes(layerOf(file)) && NOT_PURE.test(withoutComments(source)),
    );
    expect(guilty.map(({ file }) => file)).toEqual([]);
  });

  it('asks the network in one place, which is bounded in time and size', () => {
    const UNBOUNDED =
      /AbortSignal\.timeout|\bfetch(er)?\(|\.(json|text|arrayBuffer|blob|formData)\(\)|\.getReader\(|XMLHttpRequest|\bEventSource\b|node:https?'|\baxios\b/;
    const guilty = sources.filter(({ source }) => UNBOUNDED.test(withoutComments(source)));
    expect(guilty.map(({ file }) => file).toSorted()).toEqual([
      'src/genesys/http/fetch-whole.ts',
      // Servers: they listen, and ask nobody.
      'src/headless/http/local-server.ts',
      'src/headless/http/text-in.ts',
      'src/headless/incidents/incident-routes.ts',
      'src/headless/serve/entries-route.ts',
    ]);
  });

  it('writes to the console in one place', () => {
    const guilty = sources.filter(({ source }) => /\bconsole\./.test(withoutComments(source)));
    expect(guilty.map(({ file }) => file)).toEqual(['src/platform/log.ts']);
  });
});
