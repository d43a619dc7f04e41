import { describe, expect, it } from 'vitest';
import { parseLaunch, resolveRegion, type Launch } from '../../../src/launch/launch.ts';

const id = '1d0c8a4e-5b1f-4c3a-9d3e-1234567890ab';
const launch = (changes: Partial<Launch> = {}): Launch => ({ face: 'agent', usePopup: false, ...changes });

describe('parseLaunch', () => {
  it.each<[string, string, Launch]>([
    ['nothing', '', launch()],
    [
      'everything',
      `?gcHostOrigin=https%3A%2F%2Fapps.mypurecloud.ie&gcTargetEnv=prod-euw1&gcLangTag=de-de&gcConversationId=${id}&gcUsePopupAuth=true`,
      launch({
        hostOrigin: 'https://apps.mypurecloud.ie',
        targetEnv: 'prod-euw1',
        language: 'de-DE',
        conversationId: id,
        usePopup: true,
      }),
    ],
    [
      'legacy names',
      `?pcEnvironment=.mypurecloud.ie/&pcLangTag=en_US&pcConversationId=${id}&pcUsePopupAuth=true`,
      launch({ legacyDomain: 'mypurecloud.ie', language: 'en-US', conversationId: id, usePopup: true }),
    ],
    [
      'text that was not interpolated',
      '?gcHostOrigin={{gcHostOrigin}}&gcTargetEnv=%7B%7BgcTargetEnv%7D%7D&gcConversationId={{gcConversationId}}&view={{x}}',
      launch(),
    ],
    ['empty values', '?gcConversationId=&gcLangTag=&view=', launch()],
    [
      'a legacy value beside one not interpolated',
      `?gcConversationId={{x}}&pcConversationId=${id}`,
      launch({ conversationId: id }),
    ],
    ['another popup hint', '?gcUsePopupAuth=yes', launch()],
    ['no language tag', '?gcLangTag=!!', launch()],
    ['an upper-case id', `?gcConversationId=${id.toUpperCase()}`, launch({ conversationId: id })],
    ['the supervisor face', '?view=supervisor', launch({ face: 'supervisor' })],
    ['the setup face', '?view=setup', launch({ face: 'setup' })],
  ])('reads %s', (_what, search, value) => {
    expect(parseLaunch(search)).toEqual({ ok: true, value });
  });

  it('refuses a view it does not have', () => {
    expect(parseLaunch('?view=wall')).toEqual({ ok: false, problem: { kind: 'view-unknown', view: 'wall' } });
    expect(parseLaunch('?view=constructor').ok).toBe(false);
  });

  it('refuses a conversation id that is none, rather than showing all calls', () => {
    expect(parseLaunch('?gcConversationId=42')).toEqual({
      ok: false,
      problem: { kind: 'conversation-invalid', value: '42' },
    });
  });
});

describe('resolveRegion', () => {
  it.each<[string, Partial<Launch>, { region?: string; gateway?: object }, string | undefined]>([
    ['the target environment', { targetEnv: 'prod-euc1' }, { region: 'mypurecloud.com' }, 'mypurecloud.de'],
    [
      'the host of a region without known name',
      { hostOrigin: 'https://apps.edee1.eusc-pure.cloud', targetEnv: 'x' },
      {},
      'edee1.eusc-pure.cloud',
    ],
    [
      'the legacy domain',
      { legacyDomain: 'mypurecloud.ie' },
      { region: 'mypurecloud.com' },
      'mypurecloud.ie',
    ],
    ['config.json', {}, { region: 'usw2.pure.cloud' }, 'usw2.pure.cloud'],
    ['the target environment behind a gateway', { targetEnv: 'prod' }, { gateway: {} }, 'mypurecloud.com'],
    [
      'config.json behind a gateway',
      { targetEnv: 'dev' },
      { region: 'own.example', gateway: {} },
      'own.example',
    ],
    ['nothing behind a gateway', {}, { gateway: {} }, undefined],
  ])('takes %s', (_what, given, config, value) => {
    expect(resolveRegion(launch(given), config)).toEqual({ ok: true, value });
  });

  it.each<[string, Partial<Launch>, string]>([
    ['target environment', { targetEnv: 'prod-mars1' }, 'prod-mars1'],
    ['legacy domain', { legacyDomain: 'evil.example' }, 'evil.example'],
  ])('refuses an unknown %s without a gateway', (_what, given, region) => {
    expect(resolveRegion(launch(given), { region: 'mypurecloud.com' })).toEqual({
      ok: false,
      problem: { kind: 'region-unknown', region },
    });
  });

  it('refuses an unknown region of config.json without a gateway', () => {
    expect(resolveRegion(launch(), { region: 'own.example' }).ok).toBe(false);
  });
});
