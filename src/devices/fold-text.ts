/** The form in which filters and names of customers and sites compare: without case and surrounding spaces. */
export function foldText(text: string): string {
  return text.trim().toLowerCase();
}
