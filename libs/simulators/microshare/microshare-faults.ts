import { html, plainText } from './answer';
import { FaultScript, type FaultScope, type FaultTarget } from './fault-script';
import { HeldCall } from './held-call';

export interface ScriptedAnswer extends FaultScope {
  readonly text?: string;
  /** Sent as Retry-After, in seconds. */
  readonly retryAfterS?: number;
}

const PAGE = '<!DOCTYPE html><html><head><title>Bad gateway</title></head><body><h1>nginx</h1></body></html>';

/** Faults as sentences: for one operation or all, for a number of calls or until it recovers. */
export abstract class MicroshareFaults {
  protected readonly script = new FaultScript();

  /** Accepts calls and never answers them. */
  hangs(target?: FaultTarget): void {
    this.script.add({ kind: 'hang' }, target);
  }

  /** Resets the connection in place of an answer; nothing is applied. */
  drops(target?: FaultTarget): void {
    this.script.add({ kind: 'drop', applying: false }, target);
  }

  /** Carries the call out and resets the connection in place of its answer. */
  dropsAfterApplying(target?: FaultTarget): void {
    this.script.add({ kind: 'drop', applying: true }, target);
  }

  /** Answers with a status and plain text; nothing is applied. */
  answers(status: number, scripted: ScriptedAnswer = {}): void {
    this.script.add({ kind: 'answer', applying: false, answer: errorAnswer(status, scripted) }, scripted);
  }

  /** Carries the call out and answers with a status and plain text all the same. Writes by default. */
  appliesBut(status: number, scripted: ScriptedAnswer = {}): void {
    const answer = errorAnswer(status, scripted);
    this.script.add({ kind: 'answer', applying: true, answer }, { operation: 'write', ...scripted });
  }

  /** Answers 200 with a web page, as a proxy does; nothing is applied. */
  answersHtml(target?: FaultTarget): void {
    this.script.add({ kind: 'answer', applying: false, answer: html(200, PAGE) }, target);
  }

  /** Carries the call out and answers with the first half of its answer's body. */
  answersHalf(target?: FaultTarget): void {
    this.script.add({ kind: 'half' }, target);
  }

  /** Takes that much longer than usual, in milliseconds. */
  slow(ms: number, target?: FaultTarget): void {
    this.script.add({ kind: 'slow', ms }, target);
  }

  /** Stops the next call before it is carried out, until it is let go. */
  holds(target?: FaultTarget): HeldCall {
    return this.hold(false, target);
  }

  /** Carries the next call out and keeps its answer back, until it is let go. */
  holdsAfterApplying(target?: FaultTarget): HeldCall {
    return this.hold(true, target);
  }

  /** Everything works again, at its usual pace. Revoked tokens stay revoked, and held calls held. */
  recovers(): void {
    this.script.clear();
  }

  private hold(applying: boolean, target: FaultTarget = {}): HeldCall {
    const hold = new HeldCall();
    const scope = typeof target === 'string' ? { operation: target } : target;
    this.script.add({ kind: 'hold', applying, hold }, { ...scope, times: 1 });
    return hold;
  }
}

function errorAnswer(
  status: number,
  { text = '', retryAfterS }: ScriptedAnswer,
): ReturnType<typeof plainText> {
  return plainText(status, text, retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) });
}
