import { contentSecurityPolicy, securityHeaders, type Hosting } from '../installer/hosting.ts';

/** Headers of one answer, by small names. */
export type ServedHeaders = Readonly<Record<string, string>>;

/** What the host of this page does not say, says wrongly, or must not say. */
export interface HeaderFault {
  readonly file: 'index.html' | 'config.json';
  readonly name: string;
  readonly how: 'missing' | 'wrong' | 'unwanted';
  /** What there shall be; for a policy the sources that are lacking. Empty: nothing. */
  readonly wanted: string;
}

/** Directives that differ from customer to customer, so that no meta element can hold them. */
const OWN_DIRECTIVES = ['connect-src', 'frame-src', 'frame-ancestors'];
/** The first keeps Genesys Cloud from showing the app, the second cuts the sign-in popup off. */
const UNWANTED = ['X-Frame-Options', 'Cross-Origin-Opener-Policy'];
const ASKED_EACH_TIME = /\bno-(cache|store)\b|\bmax-age=0\b/i;

/** Compares what is served with what the installer writes for this host. More than that is the admin's own business. */
export function headerFaults(
  served: { readonly page: ServedHeaders; readonly config: ServedHeaders },
  hosting: Hosting,
): readonly HeaderFault[] {
  const { page, config } = served;
  const file = 'index.html';
  const plain = securityHeaders(hosting).filter(({ name }) =>
    ['X-Content-Type-Options', 'Referrer-Policy'].includes(name),
  );
  return [
    ...policyFaults(page['content-security-policy'] ?? '', hosting),
    ...plain.flatMap(({ name, value }): readonly HeaderFault[] => {
      const is = page[name.toLowerCase()];
      if (is?.toLowerCase() === value) return [];
      return [{ file, name, how: is === undefined ? 'missing' : 'wrong', wanted: value }];
    }),
    ...UNWANTED.flatMap((name): readonly HeaderFault[] =>
      page[name.toLowerCase()] === undefined ? [] : [{ file, name, how: 'unwanted', wanted: '' }],
    ),
    ...cachingFaults('index.html', page),
    ...cachingFaults('config.json', config),
  ];
}

function policyFaults(policy: string, hosting: Hosting): readonly HeaderFault[] {
  const is = directivesOf(policy);
  return [...directivesOf(contentSecurityPolicy(hosting))].flatMap(([name, sources]) => {
    if (!OWN_DIRECTIVES.includes(name)) return [];
    // Without a directive of its own only the default holds, and no default holds for ancestors.
    const given = is.get(name) ?? (name === 'frame-ancestors' ? undefined : is.get('default-src'));
    const lacking = sources.filter((source) => !given?.includes(source));
    if (lacking.length === 0) return [];
    const how = given === undefined ? 'missing' : 'wrong';
    return [{ file: 'index.html', name, how, wanted: lacking.join(' ') } as const];
  });
}

const directivesOf = (policy: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    policy
      .split(';')
      .map((directive) => directive.trim().split(/\s+/))
      .map(([name = '', ...sources]) => [name.toLowerCase(), sources]),
  );

function cachingFaults(file: HeaderFault['file'], headers: ServedHeaders): readonly HeaderFault[] {
  const name = 'Cache-Control';
  const is = headers['cache-control'];
  if (is !== undefined && ASKED_EACH_TIME.test(is)) return [];
  return [{ file, name, how: is === undefined ? 'missing' : 'wrong', wanted: 'no-cache' }];
}
