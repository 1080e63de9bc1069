/**
 * What the tests learn of a real service, wherever it was found.
 *
 * @returns {{ url: string, description: string, stop: () => Promise<void> }}
 */
export function foundService(name, url, version, how, stop = async () => undefined) {
  return { url, description: `${name} ${version} at ${hostOf(url)} (${how})`, stop };
}

/** There is none; the description says what was tried. */
export function noService(description) {
  return { description, stop: async () => undefined };
}

/** Never with the credentials that a URL may hold. */
export function hostOf(url) {
  return new URL(url).host;
}
