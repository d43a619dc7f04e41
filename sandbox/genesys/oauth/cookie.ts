const NAME = 'sandbox-session';
/** As the platform's own: it must also be sent inside a frame of another site. */
const ATTRIBUTES = 'Path=/; HttpOnly; Secure; SameSite=None';

export const sessionCookie = (id: string): string => `${NAME}=${id}; ${ATTRIBUTES}`;
export const noSessionCookie = (): string => `${NAME}=; ${ATTRIBUTES}; Max-Age=0`;

export const sessionIdOf = (cookieHeader: string | undefined): string | undefined =>
  cookieHeader
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${NAME}=`))
    ?.slice(NAME.length + 1);
