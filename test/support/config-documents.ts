/** The smallest config.json that starts the app. */
export const MINIMAL = { oauth: { clientId: 'client-1', grant: 'pkce' }, region: 'mypurecloud.com' };

/** Every key that there is. */
export const FULL = {
  $schema: './config.schema.json',
  version: 1,
  oauth: {
    clientId: 'client-1',
    grant: 'implicit',
    redirectUri: 'https://app.example/dir/index.html',
    byRegion: { 'mypurecloud.de': { clientId: 'client-3', grant: 'pkce' } },
  },
  region: 'usw2.pure.cloud',
  gateway: { protocol: 'https', host: 'proxy.example', port: 8443, loginPath: '/login', apiPath: '/api' },
  host: { allowedOrigins: ['https://crm.example', 'http://localhost:5173'] },
  startStop: 'adhoc',
  screen: 'block',
  reasons: [{ code: 'payment', label: { 'en-US': 'Payment', de: 'Zahlung' } }, { code: 'other-1' }],
  pause: { maxSeconds: 120, warnAfterSeconds: 100, extendSeconds: 30, maxExtensions: 1, autoResume: true },
  audit: {
    webhook: { url: 'https://archive.example/audit?from=panels' },
    participantData: true,
    retentionDays: 365,
  },
  shortcuts: { pause: 'Ctrl+Alt+F9', resume: 'Alt+Shift+9' },
  setup: { clientId: 'client-2' },
  premium: { permission: 'integration:examplePremiumApp:view' },
  signIn: { keep: 'memory' },
  queues: {
    'queue-1': {
      pause: { maxSeconds: 60, warnAfterSeconds: 20, extendSeconds: 15, maxExtensions: 0, autoResume: false },
      screen: 'warn',
      reasons: [],
      startStop: 'off',
    },
    'queue-2': { pause: {} },
  },
};
