import { originOf, readOrigin } from '../launch/origins.ts';
import { isRegionDomain } from '../launch/regions.ts';
import { isLoopback } from '../loopback.ts';

/** What the headers of the app's host depend on. */
export interface Hosting {
  readonly baseUrl: string;
  /** Domains of the regions whose desktops may show the app. */
  readonly regions: readonly string[];
  /** A proxy (or the sandbox) in front of the platform, with the WebSocket origin of its channels. */
  readonly gatewayUrl?: string | undefined;
  /** Origins besides Genesys' own that frame the app. */
  readonly allowedOrigins: readonly string[];
  /** Where panels send the audit log (`audit.webhook.url`). */
  readonly webhookUrl?: string | undefined;
}

export interface Header {
  readonly name: string;
  readonly value: string;
}

/** What is no origin is left out, whoever has let it come this far. */
const origins = (...urls: readonly (string | undefined)[]): readonly string[] =>
  urls.flatMap((url) => originOf(url ?? '') ?? []);

/** `ws` for `http`: only on this machine. */
const socketOrigin = (origin: string): string => origin.replace(/^http/, 'ws');

/**
 * The policy of the app's own pages. `frame-ancestors` counts for every ancestor, so a CRM around Genesys needs a place
 * in it as well; 'self' is the hidden frame that signs in.
 */
export function contentSecurityPolicy(hosting: Hosting): string {
  const regions = hosting.regions.filter(isRegionDomain);
  const allowedOrigins = hosting.allowedOrigins.flatMap((origin) => readOrigin(origin) ?? []);
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
    ['frame-src', ["'self'", ...login]],
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

/** Files whose name changes with their content; everything else, which must be asked for each time; and errors. */
const CACHING = {
  assets: 'public, max-age=31536000, immutable',
  rest: 'no-cache',
  errors: 'no-store',
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
  const location = (path: string, ...lines: readonly string[]) =>
    [`location ${path} {`, ...all, ...lines.map((line) => `  ${line}`), '}'].join('\n');
  // Without "always" it is not added to an error: a file that is missing during an upload is asked for again.
  const caching = (value: string) => [
    `add_header Cache-Control "${value}";`,
    'error_page 403 404 @recording_control_missing;',
    'try_files $uri =404;',
  ];
  return {
    path: 'headers/nginx.conf',
    text: `# Inside the server block of ${new URL(hosting.baseUrl).host}, which serves nothing but Recording Control.
location = ${folder}/ { rewrite ^ ${folder}/index.html last; }
${location(`${folder}/assets/`, ...caching(CACHING.assets))}
${location(`${folder}/`, ...caching(CACHING.rest))}
${location('@recording_control_missing', `add_header Cache-Control "${CACHING.errors}" always;`, 'return 404;')}
`,
  };
}

/** A response headers policy of CloudFront; caching is metadata of the objects in S3. */
/** What CloudFront has a place of its own for. */
const OF_CLOUDFRONT = [
  'Content-Security-Policy',
  'X-Content-Type-Options',
  'Referrer-Policy',
  'Strict-Transport-Security',
];

function cloudFront(hosting: Hosting): OutputFile {
  const headers = securityHeaders(hosting);
  const valueOf = (name: string) => headers.find((header) => header.name === name)?.value;
  const custom = headers.filter(({ name }) => !OF_CLOUDFRONT.includes(name));
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

/**
 * Azure Static Web Apps. Headers of a route go to its errors as well, and a year for a file that is missing during an
 * upload would be kept: so every file is asked for each time, which costs an answer without a body.
 */
function azure(hosting: Hosting): OutputFile {
  const globalHeaders = Object.fromEntries(securityHeaders(hosting).map(({ name, value }) => [name, value]));
  return {
    path: 'headers/staticwebapp.config.json',
    text: json({ globalHeaders: { ...globalHeaders, 'Cache-Control': CACHING.rest } }),
  };
}

/** `_headers` of Netlify, Cloudflare Pages and the like. It goes by paths and not by answers: see Azure. */
function netlify(hosting: Hosting): OutputFile {
  const headers = [...securityHeaders(hosting), { name: 'Cache-Control', value: CACHING.rest }];
  const lines = headers.map(({ name, value }) => `  ${name}: ${value}`);
  return { path: 'headers/_headers', text: `${[`${folderOf(hosting)}/*`, ...lines].join('\n')}\n` };
}

export const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
