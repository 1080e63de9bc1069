import { ReportMailSchedule } from '../../src/mail/report-mail.schedule';
import { smallFleet } from '../support/clusters';
import { eventually } from '../support/eventually';
import { SmtpServer } from '../support/smtp-server';
import { startTrapline, type Trapline } from '../support/trapline';

describe('mails about gap analyses', () => {
  let smtp: SmtpServer;
  let trapline: Trapline;

  async function start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    trapline = await startTrapline({
      microshare: { clusters: smallFleet() },
      odoo: { products: [{ name: 'Harbour Foods / Dock Street Mill / Attic', default_code: 'HF_DSM_0050' }] },
      settings: {
        SMTP_URL: await smtp.listen(),
        MAIL_FROM: 'Trapline <trapline@pest.example>',
        MAIL_TO: 'planner@pest.example, ops@pest.example',
        JOB_BACKOFF_MS: '50',
        ...settings,
      },
    });
  }

  beforeEach(() => {
    smtp = new SmtpServer();
  });
  afterEach(async () => {
    await trapline.close();
    await smtp.close();
  });

  const runAnalysis = async (): Promise<string> => {
    const { json } = await trapline.call('POST', '/api/v1/erp/gap-analysis/runs');
    await eventually(async () => {
      const run = await trapline.call('GET', `/api/v1/erp/gap-analysis/runs/${json.id}?limit=1`);
      expect(run.json.status).toBe('succeeded');
    });
    return json.id as string;
  };

  it('send a digest of the last run on schedule, to everybody named, once the server takes it', async () => {
    await start();
    smtp.refuses = 1;
    const run = await runAnalysis();
    await trapline.app.get(ReportMailSchedule, { strict: false }).digest();
    await eventually(() => {
      expect(smtp.mails).toHaveLength(1);
    }, 30_000);
    expect(smtp.mails[0]).toMatchObject({
      from: 'trapline@pest.example',
      to: ['planner@pest.example', 'ops@pest.example'],
      data: expect.stringMatching(/Subject: Trapline: \d+ gaps, 0 % covered/) as unknown,
    });
    expect(smtp.mails[0]?.data).toContain('0 of 1 inspection points have a trap');
    expect(smtp.mails[0]?.data.replace(/=\n/g, '')).toContain(run);
  });

  it('send one when a run passes a limit, and none when it does not', async () => {
    await start({ GAP_ALERT_COVERAGE_BELOW: '90' });
    await runAnalysis();
    await eventually(() => {
      expect(smtp.mails).toHaveLength(1);
    }, 30_000);
    expect(smtp.mails[0]?.data).toContain('Subject: Trapline: coverage is 0 %, below 90 %');
    await runAnalysis();
    await trapline.app.get(ReportMailSchedule, { strict: false }).digest();
    await eventually(() => {
      expect(smtp.mails).toHaveLength(2);
    }, 30_000);
    expect(smtp.mails[1]?.data).toContain('gaps, 0 % covered');
  });
});
