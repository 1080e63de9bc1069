/** What the process offers; commands touch nothing else of it. */
export interface Host {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Aborted with an Interruption by Ctrl-C and by SIGTERM. */
  readonly signal: AbortSignal;
  /** What Ctrl-C does, for prompts that read the key themselves. */
  readonly interrupt: () => void;
}
