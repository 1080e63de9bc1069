const LONGEST = 200;

/**
 * An upstream's text as one short line fit for a message: its first line, without markup, control characters, and
 * anything that looks like a token. '' when nothing is left.
 */
export function safeLine(text: string): string {
  const line = text
    .split(/[\r\n]+/)
    .map((candidate) => candidate.trim())
    .find((candidate) => candidate !== '');
  if (line === undefined || /^<(!doctype|html|\?xml)/i.test(line)) return '';
  const clean = line
    .replace(/<[^>]*>/g, ' ')
    .replace(/[^\P{C}]/gu, ' ')
    .replace(/\beyJ[\w-]+(\.[\w-]*)*/g, '…')
    .replace(/\b[0-9a-f]{32,}\b/gi, '…')
    .replace(/\b(bearer|basic)\s+\S+/gi, '$1 …')
    .replace(/\s+/g, ' ')
    .trim();
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST - 1)}…` : clean;
}
