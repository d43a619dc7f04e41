/** The smallest config.json that starts the app. */
export const MINIMAL = { oauth: { clientId: 'client-1', grant: 'pkce' }, region: 'mypurecloud.com' };

/** Every key that there is. */
export const FULL = {
  $schema: './config.schema.json',
  version: 1,
  oauth: { clientId: 'client-1', grant: 'implicit', redirectUri: 'https://app.example/dir/index.html' },
  region: 'usw2.pure.cloud',
  gateway: { protocol: 'https', host: 'proxy.example', port: 8443, loginPath: '/login', apiPath: '/api' },
  host: { allowedOrigins: ['https://crm.example', 'http://localhost:5173'] },
  startStop: 'adhoc',
  screen: 'block',
  reasons: [{ code: 'payment', label: { 'en-US': 'Payment', de: 'Zahlung' } }],
  pause: { warnAfterSeconds: 60, maxSeconds: 120, autoResume: true, extendSeconds: 30, maxExtensions: 0 },
  audit: { participantData: false, webhook: { url: 'https://hook.example/rc?x=1' }, retentionDays: 90 },
  shortcuts: { pause: 'Ctrl+Alt+F9', resume: 'Alt+Shift+9' },
  triggers: { allowedOrigins: ['https://crm.example:8443'], paymentPage: { url: 'https://pay.example/' } },
  setup: { clientId: 'client-2' },
  signIn: { keep: 'memory' },
  queues: { 'queue-1': { pause: { autoResume: false }, screen: 'warn', startStop: 'off', reasons: [] } },
};
