import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const css = readFileSync(new URL('../../../src/ui/tokens.css', import.meta.url), 'utf8');
const TOKENS = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[\da-f]{6}), (#[\da-f]{6})\)/g)].map((m) => [
    m[1]!,
    { light: m[2]!, dark: m[3]! },
  ]),
);

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

const TEXT: readonly (readonly [string, string])[] = [
  ['text', 'page'],
  ['text', 'surface'],
  ['muted', 'page'],
  ['muted', 'surface'],
  ['on-primary', 'primary'],
  ['on-primary', 'primary-over'],
  ['on-paused', 'paused'],
  ['on-safe', 'safe'],
  ['on-held', 'held'],
  ['on-unknown', 'unknown'],
  ['on-alarm', 'alarm'],
];
const SHAPES: readonly (readonly [string, string])[] = [
  ['record', 'surface'],
  ['record', 'page'],
  ['edge', 'surface'],
  ['edge', 'page'],
  ['paused-edge', 'surface'],
  ['primary', 'surface'],
  ['primary', 'page'],
  ['focus', 'surface'],
  ['focus', 'page'],
  ['safe', 'surface'],
  ['alarm', 'page'],
];

it.each(['light', 'dark'] as const)('keeps text readable at 4.5:1 in the %s theme', (theme) => {
  for (const [front, back] of TEXT) {
    const ratio = contrast(TOKENS.get(front)![theme], TOKENS.get(back)![theme]);
    expect(ratio, `${front} on ${back}: ${ratio.toFixed(2)}`).toBeGreaterThanOrEqual(4.5);
  }
});

it.each(['light', 'dark'] as const)('keeps shapes and borders visible at 3:1 in the %s theme', (theme) => {
  for (const [front, back] of SHAPES) {
    const ratio = contrast(TOKENS.get(front)![theme], TOKENS.get(back)![theme]);
    expect(ratio, `${front} on ${back}: ${ratio.toFixed(2)}`).toBeGreaterThanOrEqual(3);
  }
});
