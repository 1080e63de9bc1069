/** Names of members that may hold a secret. Devices have none of ours; what others put into a cluster nobody knows. */
const SECRET =
  /passw|secret|token|cookie|authorization|credential|api[-_]?key|(app|nwk|apps|nwks|join)[-_]?s?key/i;
/** The same in JSON text: looking at each member is ten times as slow, and needed for no cluster that was ever seen. */
const SECRET_IN_TEXT = new RegExp(`"[^"]*(?:${SECRET.source})[^"]*"\\s*:`, 'i');

/** A cluster's state as JSON, without members whose name speaks of a secret. */
export function stateText(state: unknown): string {
  const text = JSON.stringify(state);
  if (!SECRET_IN_TEXT.test(text)) return text;
  return JSON.stringify(state, (name, value: unknown) => (SECRET.test(name) ? undefined : value));
}
