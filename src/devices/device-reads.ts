import type { Readable } from 'node:stream';
import { HttpStatus, Injectable } from '@nestjs/common';
import { type Device, deviceVersion } from '@libs/domain';
import type { FastifyReply } from 'fastify';
import { type AuthenticatedRequest, principalOf } from '../auth/access.decorators';
import { type Read, RepeatedReads } from '../auth/repeated-reads';
import { compressed, WORTH_COMPRESSING } from '../common/compressed-answer';
import { type ContentCoding, codingFor } from '../common/compressed-answer.coding';
import { encodedTag, matchingTag } from '../common/etag';
import { type ReadyAnswer, sendReady } from '../common/ready-answer';
import { CatalogueService } from '../microshare/catalogue.service';
import { DeviceFinder } from './device-finder';
import { DeviceListAnswers } from './device-list-answers';
import { DeviceLists } from './device-lists';
import type { DeviceQueryDto } from './device-query';
import { deviceJson } from './device.dto';

const JSON_TYPE = ['content-type', 'application/json; charset=utf-8'];
const CACHING = ['cache-control', 'private, no-cache'];

/** Answers for devices read over HTTP: from kept bytes, 304 where the client has them, in the coding it asks for. */
@Injectable()
export class DeviceReads {
  private readonly etags = new WeakMap<Device, string>();

  constructor(
    private readonly catalogue: CatalogueService,
    private readonly lists: DeviceLists,
    private readonly answers: DeviceListAnswers,
    private readonly finder: DeviceFinder,
    private readonly repeated: RepeatedReads,
  ) {}

  /**
   * Sends the page of a list that a validated query selects.
   * @throws ProblemError `unavailable` before the first discovery, `bad-request` for a cursor of another list
   */
  list(query: DeviceQueryDto, request: AuthenticatedRequest, reply: FastifyReply): Promise<void> {
    return this.answer(request, reply, ({ account }, headers) => {
      const view = this.catalogue.view(account);
      const etag = this.lists.etag(view.index, query);
      const known = matchingTag(headers['if-none-match'], etag);
      if (known !== undefined) return notModified(known, true);
      const { bytes, coding } = this.answers.body(view, query, codingFor(headers['accept-encoding']));
      if (!(bytes instanceof Promise)) return json(bytes, coding, etag, true);
      return bytes.then((ready) => json(ready, coding, etag, true));
    });
  }

  /** Sends one device. @throws ProblemError as {@link DeviceFinder.forReading} */
  one(identifier: string, request: AuthenticatedRequest, reply: FastifyReply): Promise<void> {
    return this.answer(request, reply, (caller, headers) => {
      const { device } = this.finder.forReading(caller, identifier);
      const etag = this.etagOf(device);
      const known = matchingTag(headers['if-none-match'], etag);
      if (known !== undefined) return notModified(known, false);
      const text = `{"success":true,"device":${deviceJson(device)}}`;
      if (Buffer.byteLength(text) < WORTH_COMPRESSING) return json(text, 'identity', etag, false);
      const coding = codingFor(headers['accept-encoding']);
      if (coding === 'identity') return json(text, coding, etag, true);
      return compressed(Buffer.from(text), coding).then((bytes) => json(bytes, coding, etag, true));
    });
  }

  /** A strong ETag of one device, for `If-Match`. */
  etagOf(device: Device): string {
    const known = this.etags.get(device);
    if (known !== undefined) return known;
    const etag = `"${deviceVersion(device)}"`;
    this.etags.set(device, etag);
    return etag;
  }

  private async answer(request: AuthenticatedRequest, reply: FastifyReply, read: Read): Promise<void> {
    sendReady(reply, await read(principalOf(request), request.headers));
    this.repeated.remember(request, read);
  }
}

function notModified(etag: string, variesByCoding: boolean): ReadyAnswer {
  return { status: HttpStatus.NOT_MODIFIED, headers: ['etag', etag, ...CACHING], variesByCoding };
}

function json(
  body: Buffer | string | Readable,
  coding: ContentCoding,
  etag: string,
  variesByCoding: boolean,
): ReadyAnswer {
  const coded = coding === 'identity' ? [] : ['content-encoding', coding];
  const headers = ['etag', encodedTag(etag, coding), ...CACHING, ...JSON_TYPE, ...coded];
  return { status: HttpStatus.OK, headers, variesByCoding, body };
}
