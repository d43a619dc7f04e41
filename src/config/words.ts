import type { Mistake } from './decode-config.ts';

/**
 * What each key of config.json is for. The setup page, the installer, manifest/config.schema.json and the table in
 * docs/admin-guide.md say the same. A queue's keys are those of all calls.
 */
export const SETTINGS: Readonly<Record<string, string>> = {
  $schema: 'For editors; the app ignores it.',
  version: 'Version of this format.',
  oauth: 'How agents sign in.',
  'oauth.clientId': 'Id (a UUID) of the OAuth client in Admin, Integrations, OAuth.',
  'oauth.grant':
    'What kind of OAuth client that is: "pkce" for a new one (Code Authorization), "implicit" for orgs that still hold one. There is no default: a wrong guess fails at sign-in.',
  'oauth.redirectUri':
    "As registered with the OAuth client, letter by letter: a page of this app's own origin, over https (http on loopback only), without a query or fragment. Not given: origin and path of this page.",
  'oauth.byRegion':
    'For one build that serves organisations in several regions: by the domain of a region the client of the organisation there, in the place of the one above.',
  region:
    'Domain of the region, e.g. mypurecloud.com. Used when the launch URL does not tell. Refused when Genesys has no such region, unless a gateway is set.',
  gateway:
    'A proxy or a sandbox in front of the platform. /oauth/… and /api/v2/… are appended to the paths. Without a region it is needed.',
  'gateway.protocol': 'http (and ws) only when host is a loopback name.',
  'gateway.host': 'Host name without port.',
  'gateway.port': 'Not given: that of the protocol.',
  'gateway.loginPath': 'Path of the sign-in pages.',
  'gateway.apiPath': 'Path of the API.',
  host: 'Who may show the app.',
  'host.allowedOrigins':
    "Pages that may frame the app besides Genesys' own desktops, e.g. a CRM with Genesys inside: scheme, host and port, nothing after them, no wildcards.",
  startStop:
    'What an agent can start and stop. A snippet is a recording of its own that the agent makes of a part of the call, beside what the policy records; policy recording can only be paused and resumed. Who takes card details stops a snippet first.',
  screen:
    'While the screen is recorded: "warn" shows "Audio paused. Screen is still recorded.", "block" never claims that it is safe.',
  reasons:
    'Why agents pause: up to 8 of { "code": "payment", "label": { "en-US": "Payment", "de-DE": "Zahlung" } }. Once a pause is under way the panel asks for one of them, by a tap that an agent may leave out; the code (a to z, 0 to 9 and -) goes into the audit log. Labels have 30 characters at most; in a language without one it is that of en-US, else the first, else the code.',
  pause: 'How long a pause may last.',
  'pause.maxSeconds':
    'The limit of a pause. After it "Safe to take details" is no longer claimed, and the panel alarms that the call is still paused.',
  'pause.warnAfterSeconds':
    'From then on the panel shows how much is left. Not given, or more than maxSeconds: half of that.',
  'pause.extendSeconds': 'What one press on "More time" adds to the limit of this pause.',
  'pause.maxExtensions': 'How often that can be pressed in one pause. 0: not at all, and there is no button.',
  'pause.autoResume':
    'true: at the limit a pause that the agent has made in this panel ends by itself, after a countdown of 10 seconds in the sight of the agent. "Pause" and "More time" stop it. Where anything is doubtful it does not end; see "A pause that ends by itself".',
  audit: 'What becomes of the audit log of a browser.',
  'audit.webhook': 'Where panels send it.',
  'audit.webhook.url':
    'Each entry of the audit log is posted there, as it is written down and in order; https (http on loopback only). From a browser nothing proves who sends it. Its origin has to stand in connect-src of the headers: write them anew after a change.',
  'audit.participantData':
    'true: what the agent has brought about on a call (pause, resume, extension, snippet) is told on the call too, as a short attribute of the agent’s own participant: 20 a call at most, each once it is confirmed, without names or numbers. It is a request to Genesys for each. Anybody on the call can overwrite attributes; another agent’s panel shows them as a hint.',
  'audit.retentionDays':
    'Days after which an entry of the audit log goes from the browser, once the webhook has it and all before it; without a webhook at once.',
  shortcuts:
    'Two keys, never one that toggles, and not the same. They work only while the panel has the focus, and not in a field.',
  'shortcuts.pause': 'Modifiers and a key: Ctrl, Alt, Shift, Meta, with A to Z, 0 to 9 or F1 to F12.',
  'shortcuts.resume': 'Another one.',
  setup: 'For the setup page (view=setup).',
  'setup.clientId':
    'OAuth client (Code Authorization) with which an admin signs in to install: with the scopes of manifest/app.json, installerScopes. Not given: oauth.clientId.',
  premium: 'For a premium app of AppFoundry.',
  'premium.permission':
    'The permission that comes with the licence, integration:<name>:view, as Genesys has named it when it listed the app. Setup says who has no licence, and so does the panel of that agent; pausing goes on without one.',
  signIn: 'What becomes of a sign-in.',
  'signIn.keep':
    '"tab": one sign-in serves the browser tab until the access token ends, also over a reload of the desktop and between two calls; it is kept encrypted in that tab. "memory": nothing is kept, and an agent signs in again whenever no panel is left.',
  queues: 'Rules that differ for one queue, by its id. What is not said here is as above.',
};

/** Of a path as mistakes name it: `queues.<id>.screen`, `host.allowedOrigins.0`. */
export const aboutSetting = (path: string): string =>
  SETTINGS[
    path
      .replace(/^queues\.[^.]+\./, '')
      .replace(/^reasons\.\d.*/, 'reasons')
      .replace(/^(oauth\.)byRegion\..+\.(?=\w+$)/, '$1')
      .replace(/\.\d+$/, '')
  ] ?? '';

export const MISTAKES: Readonly<Record<Mistake['kind'], string>> = {
  wrong:
    'A value that is not allowed. This section is switched off; of rules about pauses the strictest count.',
  unknown:
    'A key that nobody knows. This section is switched off; of rules about pauses the strictest count.',
  dotted:
    'A dot in the name of a key. Write one key inside the other: { "pause": { "maxSeconds": 120 } }. As it stands nobody knows it: this section is switched off; of rules about pauses the strictest count.',
  'same-keys': 'The same keys pause and resume. Neither does anything: this section is switched off.',
  'same-queue':
    'One queue is written twice, in capitals and in small letters. This section is switched off, and the strictest rules count for every call.',
  'not-yet': 'Not yet supported. Nothing goes by it, and everything beside it holds.',
};
