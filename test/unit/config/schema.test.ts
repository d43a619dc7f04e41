import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as prettier from 'prettier';
import { describe, expect, it } from 'vitest';
import { aboutSetting, SETTINGS } from '../../../src/config/words.ts';
import { configJsonSchema, settingsOf } from '../../support/config-json-schema.ts';
import { ROOT } from '../../support/source-imports.ts';

/**
 * What obeys each key: a file, and how it names the key there. What a section says is obeyed key by key. A key that is not
 * here has to find its reader first.
 */
const OBEYED: Readonly<Record<string, readonly [file: string, code: string]>> = {
  $schema: ['src/config/decode-config.ts', '$schema: _schema'],
  version: ['src/config/schema.ts', 'v.literal(1)'],
  'oauth.clientId': ['src/compose-panel.ts', 'clientId: config.oauth.clientId'],
  'oauth.grant': ['src/compose-panel.ts', 'grant: config.oauth.grant'],
  'oauth.redirectUri': ['src/prepare.ts', 'redirectUriOf(oauth.redirectUri'],
  'oauth.byRegion.*.clientId': ['src/prepare.ts', 'config.oauth.byRegion.get('],
  'oauth.byRegion.*.grant': ['src/prepare.ts', 'config.oauth.byRegion.get('],
  'oauth.byRegion.*.redirectUri': ['src/prepare.ts', 'redirectUriOf(oauth.redirectUri'],
  region: ['src/launch/launch.ts', 'config.region'],
  'gateway.protocol': ['src/genesys/http/sdk-client.ts', '&& { protocol }'],
  'gateway.host': ['src/genesys/http/sdk-client.ts', 'host,'],
  'gateway.port': ['src/genesys/http/sdk-client.ts', '&& { port }'],
  'gateway.loginPath': ['src/genesys/http/sdk-client.ts', 'path_params_login: loginPath'],
  'gateway.apiPath': ['src/genesys/http/sdk-client.ts', 'path_params_api: apiPath'],
  'host.allowedOrigins': ['src/prepare.ts', 'config.host.allowedOrigins'],
  startStop: ['src/config/queue-rules.ts', '?? config.startStop'],
  screen: ['src/config/queue-rules.ts', 'config.screen'],
  reasons: ['src/config/queue-rules.ts', '?? config.reasons'],
  'pause.maxSeconds': ['src/domain/pause-limit.ts', 'rules.maxSeconds'],
  'pause.warnAfterSeconds': ['src/domain/pause-limit.ts', 'rules.warnAfterSeconds'],
  'pause.extendSeconds': ['src/domain/pause-limit.ts', 'rules.extendSeconds'],
  'pause.maxExtensions': ['src/domain/pause-limit.ts', 'rules.maxExtensions'],
  'pause.autoResume': ['src/domain/auto-resume.ts', 'call.policy.autoResume'],
  'audit.webhook.url': ['src/handle-audit.ts', 'webhookSender(audit.webhook.url'],
  'audit.participantData': ['src/handle-audit.ts', '!audit.participantData'],
  'audit.retentionDays': ['src/handle-audit.ts', 'retentionDays * DAY_MS'],
  'shortcuts.pause': ['src/ui/agent/shortcuts.ts', 'shortcuts.pause'],
  'shortcuts.resume': ['src/ui/agent/shortcuts.ts', 'shortcuts.resume'],
  'setup.clientId': ['src/setup-main.ts', 'config.setup.clientId'],
  'premium.permission': ['src/setup-main.ts', 'licence: config.premium.permission'],
  'signIn.keep': ['src/compose-panel.ts', 'config.signIn.keep'],
  'queues.*.startStop': ['src/config/queue-rules.ts', 'own?.startStop'],
  'queues.*.screen': ['src/config/queue-rules.ts', 'own?.screen'],
  'queues.*.reasons': ['src/config/queue-rules.ts', 'own?.reasons'],
  'queues.*.pause.maxSeconds': ['src/config/queue-rules.ts', '...own?.pause'],
  'queues.*.pause.warnAfterSeconds': ['src/config/queue-rules.ts', '...own?.pause'],
  'queues.*.pause.extendSeconds': ['src/config/queue-rules.ts', '...own?.pause'],
  'queues.*.pause.maxExtensions': ['src/config/queue-rules.ts', '...own?.pause'],
  'queues.*.pause.autoResume': ['src/config/queue-rules.ts', '...own?.pause'],
};

const settings = settingsOf();
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

describe('the schema of config.json', () => {
  it('has no key that nothing obeys', () => {
    const keys = settings.filter(({ isSection }) => !isSection).map(({ path }) => path);
    expect(Object.keys(OBEYED).toSorted()).toEqual(keys.toSorted());
    const lost = Object.entries(OBEYED).filter(([, [file, code]]) => !read(file).includes(code));
    expect(lost).toEqual([]);
  });

  it('has words for every key, and none for another', () => {
    expect(settings.filter(({ path }) => aboutSetting(path) === '')).toEqual([]);
    const paths = settings.map(({ path }) => path);
    expect(Object.keys(SETTINGS).filter((path) => !paths.includes(path))).toEqual([]);
  });

  // Written anew by `npx vitest run --project unit test/unit/config --update`.
  it('is written into manifest/config.schema.json', async () => {
    await expect(await pretty(JSON.stringify(configJsonSchema()), 'json')).toMatchFileSnapshot(
      join(ROOT, 'manifest/config.schema.json'),
    );
  });

  it('is written into the table of docs/admin-guide.md', async () => {
    const file = 'docs/admin-guide.md';
    const cells = (...texts: readonly string[]) =>
      `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
    const rows = settings
      .filter(({ path, isSection }) => !isSection && !path.includes('*'))
      .map(({ path, values, default: preset }) => cells(`\`${path}\``, aboutSetting(path), values, preset));
    const own = settings.flatMap(({ path, isSection }) =>
      path.startsWith('queues.') && !isSection ? `\`${path.replace('queues.*.', '')}\`` : [],
    );
    const table = [
      '| key | what it is for | values | default |',
      '| --- | --- | --- | --- |',
      ...rows,
      cells(
        '`oauth.byRegion.<region>`',
        `${aboutSetting('oauth.byRegion')} Keys: \`clientId\`, \`grant\`, \`redirectUri\`.`,
        '',
        '',
      ),
      cells('`queues.<id>`', `${aboutSetting('queues')} Keys: ${own.join(', ')}.`, '', ''),
    ].join('\n');
    const [before = '', , after = ''] = read(file).split(/<!-- settings -->|<!-- end of settings -->/);
    const written = `${before}<!-- settings -->\n\n${table}\n\n<!-- end of settings -->${after}`;
    await expect(await pretty(written, 'markdown')).toMatchFileSnapshot(join(ROOT, file));
  });
});

async function pretty(text: string, parser: string): Promise<string> {
  const options = await prettier.resolveConfig(join(ROOT, 'package.json'));
  return prettier.format(text, { ...options, parser });
}
