/** The styles of a part of the application that is loaded on demand: there before anything of it is drawn. */
export const loadStyle = (href: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href });
    link.addEventListener('load', resolve);
    link.addEventListener('error', () => reject(new Error('A style sheet did not come.')));
    document.head.append(link);
  });
