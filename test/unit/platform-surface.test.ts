import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const page = readFileSync(at('docs/platform-surface.md'), 'utf8');

/** What the agent panel runs: every folder but the ones that are no part of it. */
const OTHERS = /^(headless|installer|setup|ui\/(setup|supervisor))\//;
const sources = readdirSync(at('src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !OTHERS.test(name))
  .map((name) => readFileSync(at(`src/${name}`), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ''));
const code = sources.join('\n');

const listed = (pattern: RegExp) => new Set([...page.matchAll(pattern)].map((match) => match[1] ?? ''));
const used = (pattern: RegExp) => new Set([...code.matchAll(pattern)].map((match) => match[1] ?? ''));
/** `{id}` and `${id}` alike; the type of all paths is none. */
const shape = (paths: Iterable<string>) =>
  [
    ...new Set(
      [...paths]
        .filter((path) => path !== '/api/v2/${string}')
        .map((path) => path.replace(/\$?\{\w+\}/g, '{}').replace(/\?.*$/, '')),
    ),
  ].toSorted();

describe('docs/platform-surface.md', () => {
  it('lists the endpoints that the code asks for, and no others', () => {
    expect(shape(used(/['"`](\/api\/v2\/[^'"`]+)['"`]/g))).toEqual(
      shape(listed(/`[A-Z]+ (\/api\/v2\/[^`]+)`/g)),
    );
  });

  it('lists the topics that the code knows, and no others', () => {
    const inCode = shape(used(/['"`]((?:v\d\.|channel\.metadata)[\w.${}]*)['"`]/g));
    expect(inCode).toEqual(shape(listed(/`((?:v\d\.|channel\.)[^`]+)`/g)));
  });

  it('lists the storage keys that the code uses, and no others', () => {
    const inCode = [...used(/['"`](rc1[\w.-]*)['"`]/g)].filter((key) => !key.startsWith('rc1.sign-in'));
    expect(inCode.toSorted()).toEqual([...listed(/^\| `(rc1[^`]*)`/gm)].toSorted());
  });

  it('lists the messages to and from the host, and no others', () => {
    const methods: Readonly<Record<string, string>> = {
      'lifecycle.bootstrapped': 'bootstrapped',
      'lifecycle.stopped': 'stopped',
      'alerting.showToastPopup': 'showToast',
      'alerting.setAttentionCount': 'setAttentionCount',
    };
    const calls = used(
      /client\.((?:lifecycle|alerting|coreUi|conversations|myConversations|directory|users)\.\w+)\(/g,
    );
    const sent = [...calls].filter((call) => !call.includes('Listener'));
    expect(sent.map((call) => methods[call] ?? call).toSorted()).toEqual(Object.values(methods).toSorted());
    for (const name of Object.values(methods)) expect(page).toContain(`\`${name}\``);
  });
});
