import type { Browser, Locator, Page } from 'playwright-core';
import { comeIn, describeWithBrowser, visit } from '../support/browser';
import { compare, type ConsoleStage, setConsoleStage } from '../support/console';
import { layLine } from '../support/line';
import { KEYS, type Trapline } from '../support/trapline';

const CUSTOMER = 'Quillby Bakeries';
/** Where it does not hear of a change, the list of devices asks every ten seconds. */
const SOONER_THAN_ASKED_MS = 8_000;

jest.setTimeout(60_000);

interface Device {
  readonly guid: string;
  readonly erp_reference: string;
  readonly site: string;
  readonly area: string;
}

describeWithBrowser('the console while others work', () => {
  let stage: ConsoleStage;
  let trapline: Trapline;
  let browser: Browser;

  beforeAll(async () => {
    stage = await setConsoleStage({ BREAKER_VOLUME: '2', BREAKER_RESET_MS: '300', RETRY_ATTEMPTS: '1' });
    ({ trapline, browser } = stage);
  });

  afterAll(() => stage.close());

  async function devices(count: number): Promise<readonly Device[]> {
    const query = new URLSearchParams({
      customer: CUSTOMER,
      limit: String(count),
      device_type: 'rodent_sensor',
    });
    return (await trapline.call('GET', `/api/v1/devices?${query.toString()}`)).json
      .devices as readonly Device[];
  }

  const change = (guid: string, body: object): Promise<unknown> =>
    trapline.call('PATCH', `/api/v1/devices/${guid}`, { body });

  async function lookOn(path: string, url: string = trapline.url): Promise<Page> {
    const visitor = await visit(browser, url);
    await comeIn(visitor, KEYS.operator, path);
    await visitor.page.getByText('Live', { exact: true }).waitFor();
    return visitor.page;
  }

  const rowOf = (page: Page, device: Device): Locator =>
    page.getByRole('row', { name: new RegExp(device.erp_reference) });

  it('shows a changed device within a second, in the table and in the drawer', async () => {
    const [device] = (await devices(1)) as [Device];
    const page = await lookOn(`/devices/${device.guid}?customer=${encodeURIComponent(CUSTOMER)}`);
    const drawer = page.getByRole('dialog', { name: `Device ${device.erp_reference}` });
    await drawer.locator('.facts').getByText(device.area, { exact: true }).waitFor();
    const delays: number[] = [];
    for (const area of ['Night Watch', 'Cold Watch', 'Last Watch']) {
      await change(device.guid, { area });
      const answered = Date.now();
      await rowOf(page, device).getByText(area).waitFor({ timeout: SOONER_THAN_ASKED_MS });
      delays.push(Date.now() - answered);
      await drawer.locator('.facts').getByText(area).waitFor({ timeout: SOONER_THAN_ASKED_MS });
    }
    // A busy machine may be late once.
    expect(Math.min(...delays)).toBeLessThan(1_000);
  });

  it('shows devices come and go', async () => {
    const page = await lookOn(`/devices?q=QUIL_LIVE_0001`);
    const [{ site, area }] = (await devices(1)) as [Device];
    const created = await trapline.call('POST', '/api/v1/devices', {
      body: {
        customer: CUSTOMER,
        site,
        area,
        erp_reference: 'QUIL_LIVE_0001',
        placement: 'Internal',
        configuration: 'Glue',
      },
    });
    expect(created.json).toMatchObject({ device: { erp_reference: 'QUIL_LIVE_0001' } });
    await page.getByText('One device', { exact: true }).waitFor({ timeout: SOONER_THAN_ASKED_MS });
    await trapline.call('DELETE', `/api/v1/devices/${created.json.device.guid as string}`);
    await page.getByText('0 devices', { exact: true }).waitFor({ timeout: SOONER_THAN_ASKED_MS });
  });

  it('shows what a comparison of somebody else has found', async () => {
    const page = await lookOn('/gaps?kind=site_differs');
    const status = page.locator('.gap-list [role=status]');
    await status.waitFor();
    const before = Number(/\d+/.exec(await status.innerText())?.[0]);
    const { json } = await trapline.call('GET', '/api/v1/erp/gap-analysis/latest?kind=site_differs&limit=1');
    const [{ devices: own, points }] = json.findings as [{ devices: Device[]; points: { site: string }[] }];
    await change(own[0]?.guid ?? '', { site: points[0]?.site });
    await compare(trapline);
    await page
      .getByText(before === 2 ? 'One gap' : `${before - 1} gaps`, { exact: true })
      .first()
      .waitFor({ timeout: 5_000 });
  });

  it('says that the ERP does not answer as it should, and that it does again', async () => {
    const page = await lookOn('/');
    const erp = page.locator('.systems li', { hasText: 'ERP' });
    await erp.getByText('Works').waitFor();
    trapline.odoo.answersHtml(502);
    for (let i = 0; i < 3; i += 1) expect(await compare(trapline)).toBe('failed');
    await erp.getByText('Impaired').waitFor({ timeout: 5_000 });
    trapline.odoo.recovers();
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(await compare(trapline)).toBe('succeeded');
    await erp.getByText('Works').waitFor({ timeout: 5_000 });
  });

  it('makes up for what it has missed while the connection was lost', async () => {
    const [, device] = (await devices(2)) as [Device, Device];
    const line = await layLine(trapline.url);
    const page = await lookOn(`/devices?customer=${encodeURIComponent(CUSTOMER)}`, line.url);
    await rowOf(page, device).waitFor();
    const resumed: (string | undefined)[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/api/v1/events')) resumed.push(request.headers()['last-event-id']);
    });
    await line.cut();
    await page.getByText('Trapline does not answer').waitFor();
    await rowOf(page, device).waitFor();
    await change(device.guid, { area: 'Behind the Curtain' });
    await line.mend();
    await rowOf(page, device).getByText('Behind the Curtain').waitFor({ timeout: SOONER_THAN_ASKED_MS });
    await page.getByText('Live', { exact: true }).waitFor();
    expect(resumed.at(-1)).toMatch(/^\d+-\d+$/);
    await page.context().close();
  });
});
