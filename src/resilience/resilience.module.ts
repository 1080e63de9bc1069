import { Global, Module } from '@nestjs/common';
import { UpstreamPolicies } from './upstream-policy';

/** The named policies through which every call to Microshare and to the ERP goes. */
@Global()
@Module({ providers: [UpstreamPolicies], exports: [UpstreamPolicies] })
export class ResilienceModule {}
