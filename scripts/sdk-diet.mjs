import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { membersOf, unreachable } from './reachable-members.mjs';

/**
 * Leaves out of the build what cannot run in the two Genesys SDKs (docs/decisions/002-sdk-diet.md). Nothing that runs is
 * rewritten. An update of an SDK that does not fit what is written here stops the build.
 */

/**
 * Methods whose name is reached and whose code is not, with what stands for their bodies: the SDK's own popup, which
 * nobody asks it for; reading a token from local storage, where it never puts one; its log, which prints URLs and bodies
 * (ours is redacted by type); refreshing tokens and reading files, which it does in Node only.
 */
const ANSWERED = {
  'ApiClient.js': {
    _startAuthPopup: '{}',
    _handleAuthPopupMessage: '{}',
    _loadSettings: '{}',
    _handleExpiredAccessToken: '{}',
  },
  'configuration.js': {
    liveLoadConfig: '{}',
    _getDefaultAuthPopupConfiguration: '{ return {}; }',
    mergeWithAuthPopupConfiguration: '{ return {}; }',
  },
  'logger.js': { setLogger: '{}', log: '{}' },
};

/**
 * Conditions whose value follows from what this app never does, with the word that its code would use to do it: when the
 * word turns up there, the build stops.
 */
const SETTLED = {
  'ApiClient.js': [
    ['this.persistSettings !== true', 'true', 'setPersistSettings'],
    ['loginPopupConfiguration.usePopup === true', 'false', 'authPopupConfiguration'],
    ['if (customHeaders)', 'if (false)', 'customHeaders'],
    ["contentType === 'application/x-www-form-urlencoded'", 'false', 'urlencoded'],
    ["contentType == 'multipart/form-data'", 'false', 'multipart'],
  ],
};

/**
 * Loaded when a panel leaves for the sign-in page. Methods that only its words reach are no part of the base: they come
 * with it, and are put back where they were.
 */
const LATE = fileURLToPath(new URL('../src/genesys/sign-in/leave.ts', import.meta.url));

/** As the bundler names modules: without symbolic links. */
const PACKAGES = `${realpathSync(fileURLToPath(new URL('../node_modules', import.meta.url)))}/`;
const require = createRequire(import.meta.url);
const hostPackage = require('purecloud-client-app-sdk/package.json');

const SDKS = [
  {
    folder: 'purecloud-platform-client-v2/src/purecloud-platform-client-v2/',
    files: [
      'ApiClient.js',
      'configuration.js',
      'logger.js',
      'AbstractHttpClient.js',
      'HttpRequestOptions.js',
    ],
    constants: [[/typeof ?\(?window\)?(?= [!=]==)/g, "'object'"]],
  },
  {
    // Its published source. What it is published as besides is compiled for browsers of 2015, at three times the size.
    folder: 'purecloud-client-app-sdk/src/',
    files: [
      'index.ts',
      'modules/alerting.ts',
      'modules/base.ts',
      'modules/conversations.ts',
      'modules/directory.ts',
      'modules/externalContacts.ts',
      'modules/lifecycle.ts',
      'modules/myConversations.ts',
      'modules/ui.ts',
      'modules/users.ts',
      'utils/comms.ts',
      'utils/env.ts',
    ],
    // As its own build sets them.
    constants: [
      [/__PACKAGE_NAME__/g, JSON.stringify(hostPackage.name)],
      [/__PACKAGE_VERSION__/g, JSON.stringify(hostPackage.version)],
      [/__PC_DEV_ENVS__|__GC_DEV_EXTRA_ENVS__/g, '[]'],
      [/__HOST_APP_DEV_ORIGIN__/g, 'undefined'],
    ],
  },
];

/** @returns {import('vite').Plugin} */
export function sdkDiet() {
  const slim = new Map();
  const loaded = new Set();
  return {
    name: 'sdk-diet',
    apply: 'build',
    enforce: 'pre',
    buildStart() {
      const wanted = wordsBelow('../src/genesys/', '../src/host/');
      const late = [];
      for (const sdk of SDKS) {
        const { base, moved } = slimmed(sdk, wanted);
        for (const [path, code] of base) slim.set(path, code);
        late.push(...moved);
      }
      slim.set('\0diet:late', late.join('\n'));
    },
    resolveId(source, importer) {
      if (source === 'purecloud-client-app-sdk/dist/main.mjs')
        return pathOf('purecloud-client-app-sdk/src/index.ts');
      // Replaced by our fetch client before the first call; it would bring axios along.
      if (source === './DefaultHttpClient.js' && slim.has(importer)) return '\0diet:no-default-http-client';
      if (source === 'diet:late') return '\0diet:late';
      if (source === 'query-string') return '\0diet:query-string';
      if (source === 'genesys-cloud-service-discovery-web') return '\0diet:environments';
      return null;
    },
    load(id) {
      if (id === '\0diet:no-default-http-client') return 'export default class DefaultHttpClient {}';
      if (id === '\0diet:query-string') {
        return 'export const parse = (query) => Object.fromEntries(new URLSearchParams(query));';
      }
      if (id === '\0diet:environments') return environments();
      if (slim.has(id)) {
        loaded.add(id);
        return slim.get(id);
      }
      const sdk = SDKS.find(({ folder }) => id.startsWith(pathOf(folder)));
      if (sdk) throw new Error(`${id} is new to scripts/sdk-diet.mjs: what it calls would be missing.`);
      return null;
    },
    transform: (code, id) => (id === LATE ? { code: `${code}\nimport 'diet:late';`, map: null } : null),
    buildEnd(error) {
      const missed = [...slim.keys()].filter((path) => !loaded.has(path));
      if (!error && missed.length > 0)
        throw new Error(`Not in the build, or not by this path: ${missed.join(', ')}`);
    },
  };
}

const pathOf = (name) => PACKAGES + name;

/** The words of these folders: `now` without those of the file that is loaded late. */
function wordsBelow(...folders) {
  const files = folders.flatMap((folder) => {
    const url = new URL(folder, import.meta.url);
    return readdirSync(url, { recursive: true }).map((name) => fileURLToPath(new URL(name, url)));
  });
  const wordsOf = (paths) => new Set(paths.flatMap((path) => readFileSync(path, 'utf8').match(/\w+/g) ?? []));
  const sources = files.filter((path) => path.endsWith('.ts'));
  return { now: wordsOf(sources.filter((path) => path !== LATE)), ever: wordsOf(sources) };
}

/** `base`: path → code. `moved`: modules that put the late methods back. */
function slimmed({ folder, files, constants }, { now, ever }) {
  const sources = new Map(
    files.map((file) => {
      const published = readFileSync(pathOf(folder + file), 'utf8');
      const code = constants.reduce((text, [pattern, value]) => text.replace(pattern, value), published);
      return [file, answered(file, settled(file, code, ever))];
    }),
  );
  const gone = unreachable(sources, now);
  const never = new Set(unreachable(sources, ever).map(keyOf));
  const base = [...sources].map(([file, code]) => {
    const cuts = gone.filter((member) => member.file === file).map((member) => ({ ...member, text: '' }));
    return [pathOf(folder + file), replaced(code, cuts)];
  });
  const moved = [...sources].flatMap(([file, code]) => {
    const members = gone.filter((member) => member.file === file && !never.has(keyOf(member)));
    return members.length === 0 ? [] : [putBack(pathOf(folder + file), code, members)];
  });
  return { base, moved };
}

const keyOf = ({ file, start }) => `${file}:${start}`;

/** A module with these methods, word for word. Out there they do not see what stands around their class. */
function putBack(path, code, members) {
  const owner = /^export default (\w+);/m.exec(code)?.[1];
  const texts = members.map(({ start, end }) => code.slice(start, end));
  const around = [...code.matchAll(/^(?:import|const|let|var|function|class) (\w+)/gm)].map(
    ([, word]) => word,
  );
  const words = new Set(texts.flatMap((text) => text.match(/\w+/g)));
  const isPlain = members.every(({ node }) => node.kind === 'method' && !node.static);
  if (!owner || !isPlain || words.has('super') || around.some((word) => words.has(word)))
    throw new Error(`${path} has methods that scripts/sdk-diet.mjs cannot move.`);
  return `import ${owner} from ${JSON.stringify(path)};
Object.assign(${owner}.prototype, {\n${texts.join(',\n')}\n});`;
}

function settled(file, code, wanted) {
  return (SETTLED[file] ?? []).reduce((text, [condition, value, word]) => {
    if (!text.includes(condition)) throw new Error(`${file} does not ask "${condition}" any more`);
    if (wanted.has(word))
      throw new Error(`${word} is used, but scripts/sdk-diet.mjs leaves it out of ${file}`);
    return text.replaceAll(condition, value);
  }, code);
}

function answered(file, code) {
  const members = membersOf(file, code);
  const cuts = Object.entries(ANSWERED[file] ?? {}).map(([name, text]) => {
    const found = members.find((member) => member.name === name);
    if (!found) throw new Error(`${file} of the platform SDK has no method ${name} any more`);
    return { start: found.body.start, end: found.body.end, text };
  });
  return replaced(code, cuts);
}

/** From the end to the beginning, so that positions stay true. */
const replaced = (code, cuts) =>
  cuts
    .toSorted((a, b) => b.start - a.start)
    .reduce((rest, { start, end, text }) => rest.slice(0, start) + text + rest.slice(end), code);

/** The package computes this table at run time from a list eight times as large. */
function environments() {
  const { getEnvironments } = require('genesys-cloud-service-discovery-web');
  const known = getEnvironments({ env: ['prod', 'fedramp'], status: ['beta', 'stable'] });
  const rows = known.map(({ name, region, publicDomainName, publicDomainAliases }) => ({
    name,
    region,
    publicDomainName,
    publicDomainAliases,
  }));
  return `export const getEnvironments = () => ${JSON.stringify(rows)};`;
}
