import { Module } from '@nestjs/common';
import { MicroshareClient, MicroshareLogin, OauthLogin, WebLogin } from '@libs/microshare-client';
import { Configuration } from '../config/configuration';
import { AccountTokens } from './account-tokens';
import { CatalogueService } from './catalogue.service';
import { ClusterCache } from './catalogue/cluster-cache';
import { SharedCopy } from './catalogue/shared-copy';
import { MicroshareCalls } from './microshare-calls';
import { ClusterLeases } from './writes/cluster-lease';
import { ClusterRounds } from './writes/cluster-round';
import { ClusterWriter } from './writes/cluster-writer';
import { DeviceTransfer } from './writes/device-transfer';
import { JournalKeeper } from './writes/journal-keeper';
import { WriteJournal } from './writes/write-journal';

/** Microshare in our words: accounts' tokens, the catalogue of devices that reads are served from, and the way to write. */
@Module({
  providers: [
    { provide: MicroshareLogin, useFactory: createLogin, inject: [Configuration] },
    { provide: MicroshareClient, useFactory: createClient, inject: [Configuration] },
    AccountTokens,
    MicroshareCalls,
    ClusterCache,
    SharedCopy,
    CatalogueService,
    ClusterLeases,
    WriteJournal,
    ClusterRounds,
    ClusterWriter,
    DeviceTransfer,
    JournalKeeper,
  ],
  exports: [AccountTokens, CatalogueService, ClusterWriter, DeviceTransfer],
})
export class MicroshareModule {}

function createLogin({ microshare }: Configuration): MicroshareLogin {
  const timeoutMs = microshare.timeouts.authMs;
  return microshare.login.method === 'oauth'
    ? new OauthLogin({ authUrl: microshare.login.authUrl, clientId: microshare.login.clientId, timeoutMs })
    : new WebLogin({ appUrl: microshare.login.appUrl, timeoutMs });
}

function createClient({ microshare }: Configuration): MicroshareClient {
  return new MicroshareClient({
    apiUrl: microshare.apiUrl,
    pageSize: microshare.pageSize,
    timeouts: microshare.timeouts,
    maxSockets: microshare.maxSockets,
  });
}
