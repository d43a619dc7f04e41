import { USERS } from '../people.ts';

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const page = (title: string, content: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { margin: 0; min-block-size: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText; }
  main { box-sizing: border-box; inline-size: min(100%, 22rem); padding: 1.25rem; }
  h1 { font-size: 1.2rem; margin: 0 0 .25rem; }
  p { margin: 0 0 1rem; opacity: .8; }
  form { display: grid; gap: .5rem; }
  button { font: inherit; text-align: start; padding: .6rem .8rem; border: 1px solid color-mix(in srgb, CanvasText 25%, transparent);
    border-radius: .5rem; background: color-mix(in srgb, CanvasText 4%, Canvas); color: inherit; cursor: pointer; }
  button:hover { background: color-mix(in srgb, #2563eb 12%, Canvas); }
  button:focus-visible { outline: 3px solid #2563eb; outline-offset: 1px; }
  small { display: block; opacity: .7; }
  button.deny { text-align: center; background: none; border-style: dashed; }
</style>
</head>
<body><main>${content}</main></body>
</html>
`;

/** A picker of the seed users. Plain forms, so that it also works in a frame without scripts. */
export function signInPage(clientName: string, query: URLSearchParams): string {
  const hidden = [...query]
    .map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`)
    .join('');
  const users = USERS.map(
    ({ id, name, department, roles }) =>
      `<button name="sandbox_user" value="${id}">${escape(name)}` +
      `<small aria-hidden="true">${escape(`${roles.join(', ')}, ${department}`)}</small></button>`,
  ).join('');
  return page(
    'Sign in to Genesys Cloud',
    `<h1>Sign in to Genesys Cloud</h1><p>Sandbox. ${escape(clientName)} asks for access.</p>` +
      `<form method="post" action="/login/oauth/authorize">${hidden}${users}` +
      `<button class="deny" name="sandbox_deny" value="1">Deny</button></form>`,
  );
}

/** Shown instead of a redirect whenever the redirect itself could not be trusted. */
export const errorPage = (title: string, sentence: string): string =>
  page(escape(title), `<h1>${escape(title)}</h1><p role="alert">${escape(sentence)}</p>`);

export const plainPage = (title: string, sentence: string): string =>
  page(escape(title), `<h1>${escape(title)}</h1><p>${escape(sentence)}</p>`);

export const linkPage = (title: string, text: string, address: string): string =>
  page(escape(title), `<h1>${escape(title)}</h1><p><a href="${escape(address)}">${escape(text)}</a></p>`);
