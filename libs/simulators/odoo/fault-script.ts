/** What happens to a request instead of, or before, a proper answer. */
export type OdooFault =
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'hang' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'drop-answer' }
  | { readonly kind: 'half' }
  | { readonly kind: 'html'; readonly status: number }
  | { readonly kind: 'status'; readonly status: number; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'fault'; readonly code: number; readonly text: string };

/** Sentences about a server in trouble: `odoo.hangs()`, `odoo.once.answers(503)`, `odoo.after(2).drops()`. */
export interface OdooTrouble {
  /** Waits before it does the work and answers; the work is done even when the caller has gone by then. */
  slow(ms: number): void;
  /** Takes the request, does nothing and never answers. */
  hangs(): void;
  /** Cuts the connection; nothing was done. */
  drops(): void;
  /** Does the work and cuts the connection before answering: an unknown outcome for the caller. */
  dropsAnswers(): void;
  /** Does the work, and sends the first half of the answer as if it were all. */
  answersHalf(): void;
  /** A page for people where the API should be, as a proxy or a log-in wall gives it. Status 200 unless told. */
  answersHtml(status?: number): void;
  /** An HTTP status with a short text and no work done, e.g. 503 with `{ 'Retry-After': '2' }`. */
  answers(status: number, headers?: Readonly<Record<string, string>>): void;
  /** An Odoo error: XML-RPC's faultCode and faultString, or its like on the JSON protocols. Nothing was done. */
  faultsWith(code: number, text: string): void;
}

interface Entry {
  readonly fault: OdooFault;
  /** Requests still to be let through. */
  skip: number;
  /** Waits for a call of this method. */
  method?: string | undefined;
  readonly once: boolean;
}

/** Decides, request by request, what goes wrong. What was said last holds, until the next word or `recovers()`. */
export class FaultScript implements OdooTrouble {
  private entries: Entry[] = [];

  /** Trouble for the next request only; said repeatedly, for one request each, in that order. */
  readonly once: OdooTrouble = sentences((fault) => {
    this.entries.push({ fault, skip: 0, once: true });
  });

  /** Trouble that starts after so many more requests and then lasts. */
  after(requests: number): OdooTrouble {
    return sentences((fault) => {
      this.entries.push({ fault, skip: requests, once: false });
    });
  }

  /** Trouble that starts with the next call of this method, e.g. `write`, and then lasts. */
  from(method: string): OdooTrouble {
    return sentences((fault) => {
      this.entries.push({ fault, skip: 0, once: false, method });
    });
  }

  /** Forgets everything said before. Requests that hang go on hanging: their callers have to give up. */
  recovers(): void {
    this.entries = [];
  }

  /** What happens to the request that has just come in. */
  protected nextFault(method: string): OdooFault | undefined {
    for (const entry of this.entries) if (entry.method === method) entry.method = undefined;
    const ready = this.entries.filter((entry) => entry.skip === 0 && entry.method === undefined);
    for (const entry of this.entries) if (entry.skip > 0) entry.skip -= 1;
    const single = ready.find((entry) => entry.once);
    if (single === undefined) return ready.at(-1)?.fault;
    this.entries.splice(this.entries.indexOf(single), 1);
    return single.fault;
  }

  slow(ms: number): void {
    this.after(0).slow(ms);
  }

  hangs(): void {
    this.after(0).hangs();
  }

  drops(): void {
    this.after(0).drops();
  }

  dropsAnswers(): void {
    this.after(0).dropsAnswers();
  }

  answersHalf(): void {
    this.after(0).answersHalf();
  }

  answersHtml(status?: number): void {
    this.after(0).answersHtml(status);
  }

  answers(status: number, headers?: Readonly<Record<string, string>>): void {
    this.after(0).answers(status, headers);
  }

  faultsWith(code: number, text: string): void {
    this.after(0).faultsWith(code, text);
  }
}

function sentences(say: (fault: OdooFault) => void): OdooTrouble {
  return {
    slow: (ms) => {
      say({ kind: 'slow', ms });
    },
    hangs: () => {
      say({ kind: 'hang' });
    },
    drops: () => {
      say({ kind: 'drop' });
    },
    dropsAnswers: () => {
      say({ kind: 'drop-answer' });
    },
    answersHalf: () => {
      say({ kind: 'half' });
    },
    answersHtml: (status = 200) => {
      say({ kind: 'html', status });
    },
    answers: (status, headers = {}) => {
      say({ kind: 'status', status, headers });
    },
    faultsWith: (code, text) => {
      say({ kind: 'fault', code, text });
    },
  };
}
