import { HttpStatus, Injectable } from '@nestjs/common';
import { type Device, deviceVersion } from '@libs/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AuthenticatedRequest, principalOf } from '../auth/access.decorators';
import { type ContentCoding, codingFor } from '../common/compressed-answer.coding';
import { varyByCoding } from '../common/compressed-answer.hook';
import { encodedTag, matchingTag } from '../common/etag';
import { type Read, RepeatedReads } from '../common/repeated-reads';
import { CatalogueService } from '../microshare/catalogue.service';
import { DeviceFinder } from './device-finder';
import { DeviceListAnswers } from './device-list-answers';
import { DeviceLists } from './device-lists';
import type { DeviceQueryDto } from './device-query';
import { deviceJson } from './device.dto';

const JSON_TYPE = 'application/json; charset=utf-8';
const CACHING = 'private, no-cache';

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
    return this.answer(request, reply, (asked, answer) => {
      const { headers } = asked;
      const view = this.catalogue.view(principalOf(asked).account);
      const etag = this.lists.etag(view.index, query);
      const known = matchingTag(headers['if-none-match'], etag);
      if (known !== undefined) {
        varyByCoding(answer);
        notModified(answer, known);
        return;
      }
      const wanted = codingFor(headers['accept-encoding']);
      const { bytes, coding } = this.answers.body(view, query, wanted);
      if (!(bytes instanceof Promise)) {
        sendList(answer, bytes, coding, etag);
        return;
      }
      return bytes.then((ready) => {
        sendList(answer, ready, coding, etag);
      });
    });
  }

  /** Sends one device. @throws ProblemError as {@link DeviceFinder.forReading} */
  one(identifier: string, request: AuthenticatedRequest, reply: FastifyReply): Promise<void> {
    return this.answer(request, reply, (asked, answer) => {
      const { headers } = asked;
      const { device } = this.finder.forReading(principalOf(asked), identifier);
      const etag = this.etagOf(device);
      const known = matchingTag(headers['if-none-match'], etag);
      if (known !== undefined) {
        notModified(answer, known);
        return;
      }
      void answer
        .headers({ etag, 'cache-control': CACHING, 'content-type': JSON_TYPE })
        .send(`{"success":true,"device":${deviceJson(device)}}`);
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

  private async answer(request: FastifyRequest, reply: FastifyReply, read: Read): Promise<void> {
    await read(request, reply);
    this.repeated.remember(request, read);
  }
}

function notModified(reply: FastifyReply, etag: string): void {
  void reply.headers({ etag, 'cache-control': CACHING }).status(HttpStatus.NOT_MODIFIED).send();
}

function sendList(
  reply: FastifyReply,
  bytes: Exclude<ReturnType<DeviceListAnswers['body']>['bytes'], Promise<unknown>>,
  coding: ContentCoding,
  etag: string,
): void {
  varyByCoding(reply);
  if (coding !== 'identity') reply.header('content-encoding', coding);
  void reply
    .headers({ etag: encodedTag(etag, coding), 'cache-control': CACHING, 'content-type': JSON_TYPE })
    .send(bytes);
}
