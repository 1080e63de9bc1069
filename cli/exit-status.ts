/** How a command can end; scripts may rely on these. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  notAllowed: 3,
  unreachable: 4,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** For the manual: each status and what it means. */
export const EXIT_MEANINGS: readonly (readonly [ExitStatus, string])[] = [
  [EXIT.ok, 'Done.'],
  [EXIT.failed, 'Trapline refused, or a part of the work failed; a check of `doctor` is red.'],
  [EXIT.usage, 'Wrong arguments, or a file that cannot be read.'],
  [EXIT.notAllowed, 'Not logged in, or without the right to do this.'],
  [EXIT.unreachable, 'No answer, or Trapline or a system behind it is unavailable for the moment.'],
  [EXIT.interrupted, 'Ctrl-C.'],
  [EXIT.terminated, 'SIGTERM.'],
];
