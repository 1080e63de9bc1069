/**
 * Addresses that a browser may open or reload: each answers with the console's one page, which shows the rest. The
 * console's own router knows the same ones.
 */
export const CONSOLE_PAGES = [
  '/',
  '/login',
  '/devices',
  '/devices/:guid',
  '/gaps',
  '/plans',
  '/plans/:id',
  '/sites',
  '/system',
  '/audit',
] as const;
