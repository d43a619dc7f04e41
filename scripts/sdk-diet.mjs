import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { unreadFields, withoutDeadCode } from './dead-code.mjs';
import { membersOf, replaced, unreachable } from './reachable-members.mjs';

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

/** Calls of methods that are empty above: what is put together for them is for nobody. */
const SILENT = /^((this|that)\.config\.logger\.log|this\.liveLoadConfig)$/;

/** Classes whose constructors only fill in fields. */
const QUIET = /^(Logger|\w+Api)$/;

/** The client-app SDK is always told the host, so that its default is for nobody. */
const HOST_IS_SAID = /new ClientApp\(\{ gcHostOrigin[^]+new ClientApp\(\{ pcEnvironment/;

/**
 * Conditions (and a few expressions) whose value follows from what this app does or never does. Each with a sign of that: a word
 * that its code would use to do it, or a pattern of what its code says as long as it is so. When the sign is wrong the build
 * stops.
 */
const SETTLED = {
  'configuration.js': [
    ['if (gateway.username)', 'if (false)', 'username'],
    ['if (gateway.password)', 'if (false)', 'password'],
    ['this.authPopupConfiguration = this._getDefaultAuthPopupConfiguration();', '', 'authPopupConfiguration'],
  ],
  'utils/env.ts': [
    ['const [defaultEnv] = environments.filter(env => env.region === DEFAULT_ENV_REGION);', '', HOST_IS_SAID],
    ['buildPcEnv(defaultEnv.publicDomainName)', 'undefined', HOST_IS_SAID],
  ],
  'ApiClient.js': [
    ['this.persistSettings !== true', 'true', 'setPersistSettings'],
    ['loginPopupConfiguration.usePopup === true', 'false', 'authPopupConfiguration'],
    ['this._handleAuthPopupMessage = this._handleAuthPopupMessage.bind(this);', '', 'authPopupConfiguration'],
    ['that.returnExtended === true', 'true', /sdk\.setReturnExtendedResponses\(true\)/],
    ['if (customHeaders)', 'if (false)', 'customHeaders'],
    ["contentType === 'application/x-www-form-urlencoded'", 'false', 'urlencoded'],
    ["contentType == 'multipart/form-data'", 'false', 'multipart'],
    ['error.response && error.response.status == 401', 'false', 'refreshToken'],
    ['this.useLegacyParameterFilter !== true', 'true', 'setUseLegacyParameterFilter'],
    ['that.normalizeParams(headerParams)', '{}', /callApi\(\s*path,\s*method,[^;]+\{\},\s*\{\},\s*body,/],
    ['that.jsonPreferredMime(contentTypes)', 'contentTypes[0]', /JSON_TYPES = \['application\/json'\];/],
    [
      'that.jsonPreferredMime(accepts)',
      'accepts[0]',
      /body,\s*\['PureCloud OAuth'\],\s*JSON_TYPES,\s*JSON_TYPES/,
    ],
    [
      "'Guest Chat JWT': {type: 'apiKey', 'in': 'header', name: 'Authorization'},",
      '',
      /body,\s*\['PureCloud OAuth'\],/,
    ],
    ['if (this.httpClient)', 'if (true)', /sdk\.setHttpClient\(new FetchHttpClient/],
  ],
  'index.ts': [
    ["'gcHostOriginQueryParam' in cfg || 'gcTargetEnvQueryParam' in cfg", 'false', 'gcHostOriginQueryParam'],
    ["'pcEnvironmentQueryParam' in cfg", 'false', 'pcEnvironmentQueryParam'],
    ["'pcOrigin' in cfg", 'false', 'pcOrigin'],
    ['!this._pcEnv && !this._customPcOrigin', 'false', HOST_IS_SAID],
  ],
};

/** Ways to authenticate that this app does not use, by the words for them. */
const OTHER_CASES = { 'ApiClient.js': ['basic', 'apiKey'] };

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
        // Of the ways to name a host the app uses none that looks into the page's address: SETTLED above sees to it.
        return 'export const parse = () => ({});';
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

/** The words of these folders, `now` without those of the file that is loaded late, and all of their text. */
function wordsBelow(...folders) {
  const files = folders.flatMap((folder) => {
    const url = new URL(folder, import.meta.url);
    return readdirSync(url, { recursive: true }).map((name) => fileURLToPath(new URL(name, url)));
  });
  const wordsOf = (paths) => new Set(paths.flatMap((path) => readFileSync(path, 'utf8').match(/\w+/g) ?? []));
  const sources = files.filter((path) => path.endsWith('.ts'));
  return {
    now: wordsOf(sources.filter((path) => path !== LATE)),
    ever: wordsOf(sources),
    text: sources.map((path) => readFileSync(path, 'utf8')).join('\n'),
  };
}

/** `base`: path → code. `moved`: modules that put the late methods back. */
function slimmed({ folder, files, constants }, wanted) {
  const { now, ever } = wanted;
  const sources = new Map(
    files.map((file) => {
      const published = readFileSync(pathOf(folder + file), 'utf8');
      const code = constants.reduce((text, [pattern, value]) => text.replace(pattern, value), published);
      const lean = withoutDeadCode(file, settled(file, code, wanted), {
        silent: SILENT,
        cases: OTHER_CASES[file] ?? [],
      });
      return [file, answered(file, lean)];
    }),
  );
  const gone = unreachable(sources, now);
  const never = new Set(unreachable(sources, ever).map(keyOf));
  const left = new Map([...sources].map(([file, code]) => [file, cut(code, file, gone)]));
  const unread = unreadFields(left, new Set([...ever, ...late(sources, gone, never)]), QUIET);
  const base = [...left].map(([file, code]) => [pathOf(folder + file), cut(code, file, unread)]);
  const moved = [...sources].flatMap(([file, code]) => {
    const members = gone.filter((member) => member.file === file && !never.has(keyOf(member)));
    return members.length === 0 ? [] : [putBack(pathOf(folder + file), code, members)];
  });
  return { base, moved };
}

const cut = (code, file, ranges) =>
  replaced(
    code,
    ranges.filter((one) => one.file === file).map((one) => ({ ...one, text: '' })),
  );

/** The words of methods that are loaded late: they read what constructors of the base write. */
const late = (sources, gone, never) =>
  gone
    .filter((member) => !never.has(keyOf(member)))
    .flatMap(({ file, start, end }) => sources.get(file).slice(start, end).match(/\w+/g) ?? []);

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

function settled(file, code, { ever, text: ours }) {
  return (SETTLED[file] ?? []).reduce((text, [condition, value, sign]) => {
    if (!text.includes(condition)) throw new Error(`${file} does not ask "${condition}" any more`);
    const isSettled = typeof sign === 'string' ? !ever.has(sign) : sign.test(ours);
    if (!isSettled) throw new Error(`"${condition}" in ${file} is not settled any more: see ${sign}`);
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

const REGIONS = fileURLToPath(new URL('../src/regions.ts', import.meta.url));

/**
 * The package computes this table at run time from a list eight times as large. It holds what our own table of regions
 * does; what else the package knows of a region the SDK does not ask.
 */
function environments() {
  const { getEnvironments } = require('genesys-cloud-service-discovery-web');
  const known = getEnvironments({ env: ['prod', 'fedramp'], status: ['beta', 'stable'] });
  const ours = new Map(
    [...readFileSync(REGIONS, 'utf8').matchAll(/\['([\w-]+)', '([\w.-]+)'\]/g)].map(([, name, domain]) => [
      name,
      domain,
    ]),
  );
  const isOurs = ({ name, publicDomainName, publicDomainAliases }) =>
    ours.get(name) === publicDomainName && publicDomainAliases.length === 0;
  const stranger = known.find((environment) => !isOurs(environment));
  if (stranger || known.length !== ours.size)
    throw new Error(`src/regions.ts and the client-app SDK know different regions: ${stranger?.name}`);
  return `import { DOMAIN_OF_ENV } from ${JSON.stringify(REGIONS)};
const publicDomainAliases = [];
export const getEnvironments = () => [...DOMAIN_OF_ENV].map(([name, publicDomainName]) => ({
  name, publicDomainName, publicDomainAliases,
}));`;
}
