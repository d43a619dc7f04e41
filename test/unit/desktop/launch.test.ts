import { describe, expect, it } from 'vitest';
import { duration } from '../../../sandbox/desktop/clock.ts';
import { parseLaunch, relaunch } from '../../../sandbox/desktop/launch.ts';

describe('the address of the desktop', () => {
  it('asks for the default scenario when it says nothing', () => {
    expect(parseLaunch('')).toMatchObject({
      scenario: 'default',
      seed: undefined,
      grant: undefined,
      lang: 'en-US',
      user: 'ada',
      isUserGiven: false,
    });
  });

  it('takes what it understands and leaves the rest', () => {
    expect(parseLaunch('?scenario=hold&seed=7&grant=pkce&theme=dark&user=sol&popup=true')).toMatchObject({
      scenario: 'hold',
      seed: 7,
      grant: 'pkce',
      theme: 'dark',
      user: 'sol',
      usePopupAuth: true,
    });
    expect(parseLaunch('?seed=x&grant=saml&theme=pink&user=eve')).toMatchObject({
      seed: undefined,
      grant: undefined,
      theme: undefined,
      user: 'ada',
    });
  });

  it('keeps the other parameters when one changes', () => {
    expect(relaunch('?scenario=hold&theme=dark', { scenario: 'none' })).toBe('?scenario=none&theme=dark');
    expect(relaunch('?theme=dark&grant=pkce', { grant: undefined })).toBe('?theme=dark');
  });
});

describe('a duration', () => {
  it.each([
    [0, '00:00'],
    [65_400, '01:05'],
    [3_725_000, '1:02:05'],
    [-5, '00:00'],
  ])('of %i ms reads %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});
