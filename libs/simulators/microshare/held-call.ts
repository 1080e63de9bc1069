/** One call that stops where its script says, for as long as the script likes. */
export class HeldCall {
  private reach!: () => void;
  private end!: (how: 'go on' | 'abandon') => void;
  /** Resolves once the call has come in and stopped; it does not give up waiting. */
  readonly reached = new Promise<void>((resolve) => (this.reach = resolve));
  private readonly ended = new Promise<'go on' | 'abandon'>((resolve) => (this.end = resolve));

  /** It goes on as any other, whether or not its client is still there. */
  goOn(): void {
    this.end('go on');
  }

  /** It goes no further: its connection breaks. */
  abandon(): void {
    this.end('abandon');
  }

  /** For the server: the call stops here. */
  stop(): Promise<'go on' | 'abandon'> {
    this.reach();
    return this.ended;
  }
}
