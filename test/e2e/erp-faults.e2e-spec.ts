import type { OdooTrouble } from '@libs/simulators';
import { smallFleet } from '../support/clusters';
import { eventually } from '../support/eventually';
import { startTrapline, type Answer, type Trapline } from '../support/trapline';

const RUNS = '/api/v1/erp/gap-analysis/runs';
const TRACEBACK =
  'Traceback (most recent call last):\n  File "/odoo/service/model.py", line 3\nKeyError: "secret"';

/** What comes instead of the second page of the catalogue. */
const FAULTS: readonly (readonly [string, (odoo: OdooTrouble) => void, RegExp])[] = [
  [
    'a web page',
    (odoo) => {
      odoo.answersHtml();
    },
    /answered with a web page/,
  ],
  [
    'a web page of a gateway',
    (odoo) => {
      odoo.answersHtml(502);
    },
    /answered HTTP 502/,
  ],
  [
    'half a page',
    (odoo) => {
      odoo.answersHalf();
    },
    /was cut off/,
  ],
  [
    'a traceback',
    (odoo) => {
      odoo.faultsWith(1, TRACEBACK);
    },
    /failed inside the server with (KeyError|Exception)/,
  ],
  [
    'a closed connection',
    (odoo) => {
      odoo.drops();
    },
    /is unreachable/,
  ],
];

describe.each(['xmlrpc', 'jsonrpc'])('in place of a page of the catalogue over %s', (transport) => {
  let trapline: Trapline;

  const run = async (): Promise<Answer['json']> => {
    const { json } = await trapline.call('POST', RUNS);
    return eventually(async () => {
      const answer = await trapline.call('GET', `${RUNS}/${json.id}`);
      expect(answer.json.status).not.toBe('running');
      return answer.json;
    });
  };

  beforeEach(async () => {
    trapline = await startTrapline({
      microshare: { clusters: smallFleet() },
      odoo: {
        products: Array.from({ length: 9 }, (_, index) => ({
          name: `Harbour Foods / Dock Street Mill / Area ${index}`,
          default_code: `HF_DSM_0${100 + index}`,
        })),
      },
      settings: { ODOO_TRANSPORT: transport, ODOO_PAGE_SIZE: '4', RETRY_ATTEMPTS: '2', BREAKER_VOLUME: '50' },
    });
  });
  afterEach(async () => {
    await trapline.close();
  });

  it.each(FAULTS)(
    '%s fails the run with a reason, and nothing is made of the part',
    async (_what, say, reason) => {
      const good = await run();
      expect([good.status, good.totals.active_points]).toEqual(['succeeded', 9]);
      // The newest date and the first page still come.
      say(trapline.odoo.after(2));
      const failed = await run();
      expect([failed.status, failed.failed_side]).toEqual(['failed', 'erp']);
      expect(failed.error).toMatch(reason);
      expect(failed.error).not.toMatch(/<|Traceback|File "/);
      expect((await trapline.call('GET', '/api/v1/erp/gap-analysis/latest')).json.id).toBe(good.id);

      const body = { dry_run: false };
      const created = await trapline.call('POST', '/api/v1/erp/sync/create-devices', { body });
      expect([created.status, created.json.upstream.system]).toEqual([502, 'odoo']);
      expect(trapline.microshare.count('write')).toBe(0);

      trapline.odoo.recovers();
      expect((await run()).status).toBe('succeeded');
    },
  );
});
