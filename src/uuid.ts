const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const LENGTH = 36;

/** What is left of a text without the ids in it. */
export const withoutUuids = (text: string): string => text.replace(UUID, '');

/** Ids of the platform are UUIDs. */
export const isUuid = (text: string): boolean => text.length === LENGTH && withoutUuids(text) === '';
