import { isLoopback } from './loopback.ts';

/** What the headers of the app's host depend on. */
export interface Hosting {
  readonly baseUrl: string;
  /** Domains of the regions whose desktops may show the app. */
  readonly regions: readonly string[];
  /** A proxy (or the sandbox) in front of the platform, with the WebSocket origin of its channels. */
  readonly gatewayUrl?: string | undefined;
  /** Origins besides Genesys' own that frame the app. */
  readonly allowedOrigins: readonly string[];
  readonly webhookUrl?: string | undefined;
  readonly paymentPageUrl?: string | undefined;
}

export interface Header {
  readonly name: string;
  readonly value: string;
}

const origins = (...urls: readonly (string | undefined)[]): readonly string[] =>
  urls.flatMap((url) => (url !== undefined && URL.canParse(url) ? [new URL(url).origin] : []));

/** `ws` for `http`: only on this machine. */
const socketOrigin = (origin: string): string => origin.replace(/^http/, 'ws');

/**
 * The policy of the app's own pages. `frame-ancestors` counts for every ancestor, so a CRM around Genesys needs a place
 * in it as well; 'self' is the hidden frame that signs in.
 */
export function contentSecurityPolicy(hosting: Hosting): string {
  const { regions, allowedOrigins } = hosting;
  const gateway = origins(hosting.gatewayUrl);
  const login = [...regions.map((domain) => `https://login.${domain}`), ...gateway];
  const directives: readonly (readonly [string, readonly string[]])[] = [
    ['default-src', ["'none'"]],
    ['script-src', ["'self'"]],
    ['style-src', ["'self'"]],
    ['img-src', ["'self'", 'data:']],
    ['font-src', ["'self'"]],
    ['media-src', ["'self'"]],
    [
      'connect-src',
      [
        "'self'",
        ...regions.flatMap((domain) => [
          `https://api.${domain}`,
          `https://login.${domain}`,
          `wss://streaming.${domain}`,
        ]),
        ...gateway.flatMap((origin) => [origin, socketOrigin(origin)]),
        ...origins(hosting.webhookUrl),
      ],
    ],
    ['frame-src', ["'self'", ...login, ...origins(hosting.paymentPageUrl)]],
    ['frame-ancestors', ["'self'", ...regions.map((domain) => `https://apps.${domain}`), ...allowedOrigins]],
    ['base-uri', ["'none'"]],
    ['form-action', ["'none'"]],
    ['object-src', ["'none'"]],
  ];
  return directives.map(([name, values]) => `${name} ${[...new Set(values)].join(' ')}`).join('; ');
}

/** Headers of every answer. No X-Frame-Options, which knows no list, and no COOP, which would cut the sign-in popup off. */
export function securityHeaders(hosting: Hosting): readonly Header[] {
  const isLocal = isLoopback(new URL(hosting.baseUrl).hostname);
  return [
    { name: 'Content-Security-Policy', value: contentSecurityPolicy(hosting) },
    { name: 'X-Content-Type-Options', value: 'nosniff' },
    { name: 'Referrer-Policy', value: 'no-referrer' },
    { name: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(), display-capture=()' },
    ...(isLocal ? [] : [{ name: 'Strict-Transport-Security', value: 'max-age=31536000' }]),
  ];
}

/** Files whose name changes with their content, and everything else, which must be asked for each time. */
const CACHING = {
  assets: 'public, max-age=31536000, immutable',
  rest: 'no-cache',
} as const;

export interface OutputFile {
  readonly path: string;
  readonly text: string;
}

/** Header files for the usual static hosts. An admin takes the one that fits and leaves the others. */
export function hostingFiles(hosting: Hosting): readonly OutputFile[] {
  return [nginx(hosting), cloudFront(hosting), azure(hosting), netlify(hosting)];
}

const folderOf = ({ baseUrl }: Hosting): string => new URL(baseUrl).pathname.replace(/\/$/, '');

function nginx(hosting: Hosting): OutputFile {
  const folder = folderOf(hosting);
  // add_header of a location replaces those of the server, so each location has all of them.
  const all = securityHeaders(hosting).map(({ name, value }) => `  add_header ${name} "${value}" always;`);
  const location = (path: string, caching: string) =>
    [
      `location ${path} {`,
      ...all,
      `  add_header Cache-Control "${caching}" always;`,
      '  try_files $uri =404;',
      '}',
    ].join('\n');
  return {
    path: 'headers/nginx.conf',
    text: `# Inside the server block of ${new URL(hosting.baseUrl).host}, which serves nothing but Recording Control.
location = ${folder}/ { rewrite ^ ${folder}/index.html last; }
${location(`${folder}/assets/`, CACHING.assets)}
${location(`${folder}/`, CACHING.rest)}
`,
  };
}

/** A response headers policy of CloudFront; caching is metadata of the objects in S3. */
function cloudFront(hosting: Hosting): OutputFile {
  const headers = securityHeaders(hosting);
  const valueOf = (name: string) => headers.find((header) => header.name === name)?.value;
  const custom = headers.filter(({ name }) => name === 'Permissions-Policy');
  const hsts = valueOf('Strict-Transport-Security') !== undefined;
  const policy = {
    // CloudFront takes 128 characters.
    Comment: 'Headers of Recording Control. How to use this file: "Headers" in the admin guide.',
    Name: 'recording-control',
    SecurityHeadersConfig: {
      ContentSecurityPolicy: {
        Override: true,
        ContentSecurityPolicy: valueOf('Content-Security-Policy'),
      },
      ContentTypeOptions: { Override: true },
      ReferrerPolicy: { Override: true, ReferrerPolicy: 'no-referrer' },
      ...(hsts && { StrictTransportSecurity: { Override: true, AccessControlMaxAgeSec: 31_536_000 } }),
    },
    CustomHeadersConfig: {
      Quantity: custom.length,
      Items: custom.map(({ name, value }) => ({ Header: name, Value: value, Override: true })),
    },
  };
  return { path: 'headers/cloudfront.json', text: json(policy) };
}

/** Azure Static Web Apps. */
function azure(hosting: Hosting): OutputFile {
  const folder = folderOf(hosting);
  const globalHeaders = Object.fromEntries(securityHeaders(hosting).map(({ name, value }) => [name, value]));
  return {
    path: 'headers/staticwebapp.config.json',
    text: json({
      globalHeaders: { ...globalHeaders, 'Cache-Control': CACHING.rest },
      routes: [{ route: `${folder}/assets/*`, headers: { 'Cache-Control': CACHING.assets } }],
    }),
  };
}

/** `_headers` of Netlify, Cloudflare Pages and the like. */
function netlify(hosting: Hosting): OutputFile {
  const folder = folderOf(hosting);
  const block = (path: string, headers: readonly Header[]) =>
    [path, ...headers.map(({ name, value }) => `  ${name}: ${value}`)].join('\n');
  const caching = (value: string): Header => ({ name: 'Cache-Control', value });
  return {
    path: 'headers/_headers',
    text: `${[
      block(`${folder}/*`, securityHeaders(hosting)),
      block(`${folder}/index.html`, [caching(CACHING.rest)]),
      block(`${folder}/config.json`, [caching(CACHING.rest)]),
      block(`${folder}/assets/*`, [caching(CACHING.assets)]),
    ].join('\n\n')}\n`,
  };
}

export const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
