import { createRequire } from 'node:module';

/**
 * Leaves out of the build what a browser cannot reach in the two Genesys SDKs (docs/decisions/002-sdk-diet.md). Nothing
 * that runs is rewritten: a method that is named here and is gone from the SDK, or an import that changed, stops the build.
 */

/** Methods of the platform SDK that this app never needs: other grants, the SDK's own popup, its log, config file and MTLS. */
const UNUSED = {
  'ApiClient.js': [
    '_startAuthPopup',
    '_handleAuthPopupMessage',
    '_generatePopupIdentifier',
    '_extractValuesFromSearchAndHash',
    'setAuthPopupConfiguration',
    'updateAuthPopupConfiguration',
    'loginClientCredentialsGrant',
    'loginSaml2BearerGrant',
    'loginCodeAuthorizationGrant',
    'refreshCodeAuthorizationGrant',
    '_handleCodeAuthorizationResponse',
    '_handleExpiredAccessToken',
    '_loadSettings',
    'setMTLSCertificates',
    'setMTLSContents',
  ],
  'configuration.js': ['updateConfigFromFile', 'updateConfigValues', 'liveLoadConfig', 'setConfigPath'],
  // It prints URLs and bodies; our own log is redacted by type.
  'logger.js': ['log', 'formatLog', 'calculateLogLevel', 'setLogger'],
};
/** What the SDK reads of this goes on as if no popup had been asked for. */
const ANSWERED = { 'configuration.js': { mergeWithAuthPopupConfiguration: '{ return {}; }' } };
const SDK = /purecloud-platform-client-v2\/src\/purecloud-platform-client-v2\/(\w+\.js)$/;

/** @returns {import('vite').Plugin} */
export function sdkDiet() {
  return {
    name: 'sdk-diet',
    apply: 'build',
    enforce: 'pre',
    resolveId(source, importer) {
      // Replaced by our fetch client before the first call; it would bring axios along.
      if (source === './DefaultHttpClient.js' && SDK.test(importer ?? ''))
        return '\0diet:no-default-http-client';
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
      return null;
    },
    transform(code, id) {
      const file = SDK.exec(id)?.[1];
      if (!file) return null;
      const inBrowser = code.replace(/typeof ?\(?window\)?(?= [!=]==)/g, "'object'");
      return { code: slim(this.parse(inBrowser), inBrowser, file), map: null };
    },
  };
}

/** The package computes this table at run time from a list eight times as large. */
function environments() {
  const { getEnvironments } = createRequire(import.meta.url)('genesys-cloud-service-discovery-web');
  const known = getEnvironments({ env: ['prod', 'fedramp'], status: ['beta', 'stable'] });
  const rows = known.map(({ name, region, publicDomainName, publicDomainAliases }) => ({
    name,
    region,
    publicDomainName,
    publicDomainAliases,
  }));
  return `export const getEnvironments = () => ${JSON.stringify(rows)};`;
}

/** Replaces bodies of methods, from the end of the file to its beginning so that positions stay true. */
function slim(program, code, file) {
  const bodies = new Map();
  for (const node of program.body) {
    const declared = node.type.startsWith('Export') ? node.declaration : node;
    if (declared?.type !== 'ClassDeclaration') continue;
    for (const member of declared.body.body) {
      if (member.type === 'MethodDefinition') bodies.set(member.key.name, member.value.body);
    }
  }
  const wanted = {
    ...Object.fromEntries((UNUSED[file] ?? []).map((name) => [name, '{}'])),
    ...ANSWERED[file],
  };
  const cuts = Object.entries(wanted).map(([name, text]) => {
    const body = bodies.get(name);
    if (!body) throw new Error(`${file} of the platform SDK has no method ${name} any more`);
    return { ...body, text };
  });
  return cuts
    .toSorted((a, b) => b.start - a.start)
    .reduce((rest, { start, end, text }) => rest.slice(0, start) + text + rest.slice(end), code);
}
