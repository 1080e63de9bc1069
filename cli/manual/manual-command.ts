import { Command } from 'commander';

export interface Example {
  readonly what: string;
  readonly command: string;
}

/** A command with what its manual page says beyond its options. */
export class ManualCommand extends Command {
  readonly examples: Example[] = [];
  readonly notes: string[] = [];

  override createCommand(name?: string): ManualCommand {
    return new ManualCommand(name);
  }

  /** A paragraph of the manual page. */
  note(text: string): this {
    this.notes.push(text);
    return this;
  }

  example(what: string, command: string): this {
    this.examples.push({ what, command });
    return this;
  }

  /** `trapline devices update` */
  get path(): string {
    const { parent } = this;
    return parent instanceof ManualCommand ? `${parent.path} ${this.name()}` : this.name();
  }

  get children(): readonly ManualCommand[] {
    return this.commands.filter((each): each is ManualCommand => each instanceof ManualCommand);
  }
}
