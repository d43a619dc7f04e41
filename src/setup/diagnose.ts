import { failureCode, type Failure } from '../domain/failure.ts';
import { refusalOf } from '../genesys/feed/refused-topics.ts';
import type { Manifest, ManifestFeature } from '../installer/manifest.ts';
import type { Facts } from './facts.ts';
import type { Line, LineKind, LineState } from './view.ts';

/** Beyond it expiry dates of tokens and times in the journal are wrong enough to mislead. */
const MAX_SKEW_MS = 60_000;
/** Of 20; beyond those a channel can heart-beat and deliver nothing (design, "Many iframes, one agent"). */
const MANY_CHANNELS = 15;
/** A slower answer is no fault, but events come late as well. */
const SLOW_SOCKET_MS = 2_000;

type More = Omit<Partial<Line>, 'kind' | 'state'>;
const line = (kind: LineKind, state: LineState, more: More = {}): Line => ({
  id: kind,
  kind,
  state,
  facts: {},
  ...more,
});

const because = (failure: Failure): Pick<Line, 'code'> => ({ code: failureCode(failure) });

const isYes = (yes: boolean): LineState => (yes ? 'ok' : 'missing');

/** From facts to lines, the ones that stop everything first. Pure: the page and the tests see the same. */
export function diagnose(facts: Facts, manifest: Manifest): readonly Line[] {
  const features = manifest.features.filter(
    ({ when, optional }) => optional !== true && (when === undefined || when === facts.startStop),
  );
  return [
    line('sign-in', 'ok'),
    region(facts),
    ...redirect(facts),
    ...headers(facts),
    clock(facts),
    storage(facts),
    popup(facts),
    ...facts.mistakes.map(({ path: subject, kind }) =>
      line('setting', 'missing', { id: `setting.${subject}`, subject, facts: { mistake: kind } }),
    ),
    ...permissionLines(facts, features),
    ...scopeLines(facts, features),
    socket(facts.socket),
    updates(facts.updates),
    channels(facts.channels),
    ...calls(facts.calls),
    line('versions', 'ok', { facts: facts.versions }),
  ];
}

const region = ({ region: name, gateway }: Facts): Line =>
  line('region', name === undefined && !gateway ? 'missing' : 'ok', {
    facts: { ...(name !== undefined && { region: name }), gateway },
  });

const redirect = ({ redirectElsewhere }: Facts): readonly Line[] =>
  redirectElsewhere ? [line('redirect', 'missing')] : [];

/** One line per header that is not as the installer writes it; one for all of them when they are. */
function headers({ headers: faults }: Facts): readonly Line[] {
  if (faults === undefined) return [];
  if (faults.length === 0) return [line('header', 'ok')];
  return faults.map(({ file, name, how, wanted }) =>
    line('header', 'missing', { id: `header.${file}.${name}`, subject: name, facts: { file, how, wanted } }),
  );
}

function clock({ clockSkewMs }: Facts): Line {
  if (clockSkewMs === undefined) return line('clock', 'unknown');
  const state = isYes(Math.abs(clockSkewMs) <= MAX_SKEW_MS);
  return line('clock', state, { facts: { seconds: Math.round(clockSkewMs / 1000) } });
}

const storage = ({ storage: has }: Facts): Line =>
  line('storage', isYes(has.local && has.database), { facts: { ...has } });

const popup = ({ popup: opened, signIn: { lastsMs, keep, grant } }: Facts): Line =>
  line('popup', opened === undefined ? 'unknown' : isYes(opened), {
    facts: { minutes: Math.round(lastsMs / 60_000), keep, grant },
  });

/** Each needed thing once, with the features that need it. */
function needs(
  features: readonly ManifestFeature[],
  of: (feature: ManifestFeature) => readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, readonly string[]>();
  for (const feature of features) {
    for (const subject of of(feature)) all.set(subject, [...(all.get(subject) ?? []), feature.key]);
  }
  return all;
}

function permissionLines(
  { permissions, refusedPermission, licence }: Facts,
  features: readonly ManifestFeature[],
): readonly Line[] {
  const needed = new Map(needs(features, (feature) => feature.permissions));
  if (licence !== undefined) needed.set(licence, ['licence']);
  // What Genesys really refuses may be more than the manifest knows of.
  if (refusedPermission !== undefined && !needed.has(refusedPermission)) needed.set(refusedPermission, []);
  return [...needed].map(([subject, keys]) => {
    const more = { id: `permission.${subject}`, subject, features: keys };
    return permissions.ok
      ? line('permission', isYes(permissions.value.has(subject)), more)
      : line('permission', 'unknown', { ...more, ...because(permissions.failure) });
  });
}

/** `x` opens what `x:readonly` opens. */
const opens = (scopes: readonly string[], wanted: string): boolean =>
  scopes.includes(wanted) || scopes.includes(wanted.replace(/:readonly$/, ''));

/** Either of the two opens users/me. */
const IDENTITY: readonly string[] = ['user-basic-info', 'users:readonly'];

function scopeLines({ scopes, refusedScopes }: Facts, features: readonly ManifestFeature[]): readonly Line[] {
  return [...needs(features, (feature) => feature.scopes)].map(([subject, keys]) => {
    const more = { id: `scope.${subject}`, subject, features: keys };
    const refused = refusedScopes.get(subject);
    if (refused !== undefined) return line('scope', 'missing', { ...more, ...because(refused) });
    if (!scopes.ok) return line('scope', 'unknown', { ...more, ...because(scopes.failure) });
    const { value } = scopes;
    if (value === undefined) return line('scope', 'unknown', more);
    const alternatives = IDENTITY.includes(subject) ? IDENTITY : [subject];
    return line('scope', isYes(alternatives.some((one) => opens(value, one))), more);
  });
}

function socket(result: Facts['socket']): Line {
  if (!result.ok) return line('socket', 'missing', because(result.failure));
  const { roundTripMs } = result.value;
  return line('socket', roundTripMs > SLOW_SOCKET_MS ? 'unknown' : 'ok', { facts: { roundTripMs } });
}

/** A socket that answers says nothing of what will come over it. */
function updates(result: Facts['updates']): Line {
  if (!result.ok) return line('updates', 'unknown', because(result.failure));
  const [refused] = result.value;
  if (refused === undefined) return line('updates', 'ok');
  const permission = refused.permissions[0];
  return line('updates', 'missing', {
    ...(permission !== undefined && { subject: permission }),
    ...because(refusalOf(result.value)),
  });
}

function channels(result: Facts['channels']): Line {
  if (!result.ok) return line('channels', 'unknown', because(result.failure));
  return line('channels', isYes(result.value < MANY_CHANNELS), { facts: { channels: result.value } });
}

/** Without a call at hand nobody can tell. */
function calls(result: Facts['calls']): readonly Line[] {
  if (!result.ok) {
    return [line('recorded', 'unknown', because(result.failure)), line('secure-pause', 'unknown')];
  }
  const { live, recorded, withSecurePause } = result.value;
  const facts = { calls: live, recorded };
  return [
    line('recorded', live === 0 ? 'unknown' : isYes(recorded > 0), { facts }),
    line('secure-pause', live === 0 ? 'unknown' : isYes(withSecurePause > 0), { facts: { calls: live } }),
  ];
}
