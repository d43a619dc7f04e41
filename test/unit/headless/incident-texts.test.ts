import { describe, expect, it } from 'vitest';
import { textFault } from '../../../src/headless/incidents/incident-texts.ts';

const CARD = '4111 1111 1111 1111';

describe('what is said of an incident', () => {
  it.each([
    CARD,
    `heard at 10:42: ${CARD}, deleted`,
    `${CARD} 12/27`,
    `${CARD} 1227`,
    '41111111111111111227',
    '4111111111111111 123',
    '4111 1111 1111 11111227',
    '5500-0000-0000-0004 12-27',
    '2026-11-28 4111111111111111',
    '4111.1111.1111.1111',
    '41:11:11:11:11:11:11:11',
    '45:39:57:87:63:62:14:86',
    '4111  1111 1111 1111',
    '4111/1111/1111/1111',
    '4111,1111,1111,1111',
    '4111, 1111, 1111, 1111',
    '4111·1111*1111:1111',
    '4111 (1111) 1111\u22121111',
    '4111 - 1111 - 1111 - 1111',
    '4111\u00a01111\u20111111\u200b1111',
    '４１１１１１１１１１１１１１１１',
    '3782 822463 10005',
    '30569309025904',
    '6011 1111 1111 1117 000',
    '2223003122003222',
    '41111111-1111-1111-2222-222222222222',
    '41111111111111110000000000000000',
  ])('is refused with the number of a card in it: %s', (text) => {
    expect(textFault('A. B.', text)).toContain('--note holds what looks like the number of a card');
    expect(textFault('A. B.', text)).not.toContain('1111');
    expect(textFault(text, undefined)).toContain('--by holds what looks like');
  });

  it.each([
    'The recording was deleted.',
    'Paused 3:41-4:07, heard 5:12 to 6:09 of the recording, again 62:30',
    '30.11.2026 14:05:31 to 14:07:02, heard from 14:05:35 on',
    'INC0136150 2026/09/17 06:38:18',
    '11/30/2026 14:06:31 and 14:07:02.250, 2026-11-30 15:04',
    'Between 14:30 and 14:31, 15:02 and 15:04, 16:20 and 16:45',
    'Seen 2026-11-28 10.42.33, twice',
    'From 28.11.2026 to 30.11.2026, 2 recordings',
    'Call 4539578a-7634-4485-9876-545398765012, and 0000 of it',
    'Incident 4539578763621486a539578763621486 is the same',
    'Ticket 2026-11-0042, extension 4111',
    'Told +49 30 901820 and +44 20 7946 0958',
    '0049 4111 1111 1111',
    '4111 1111 1111 1112',
    '1764493564003',
    '411111111111',
  ])('may be %s', (text) => {
    expect(textFault('A. B.', text)).toBeUndefined();
  });
});
