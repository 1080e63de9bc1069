import { type DynamicModule, HttpException, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import rateLimit from '@fastify/rate-limit';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Logger as PinoLogger, LoggerModule } from 'nestjs-pino';
import type { DestinationStream, Logger } from 'pino';
import { Authenticator, clientName } from './auth/authenticator';
import { RepeatedReads } from './auth/repeated-reads';
import { addShortWay } from './auth/short-way';
import { CommonModule } from './common/common.module';
import { addCompression } from './common/compressed-answer.hook';
import { ConnectionDrain } from './common/connection-drain';
import { createLogger } from './common/logger';
import { describeApi } from './common/openapi';
import { ProblemFilter } from './common/problem.filter';
import { addJsonBodies } from './common/raw-body';
import { addRateLimit, RateLimit } from './common/rate-limit';
import { addRequestContext, stampAnswer } from './common/request-context';
import { REQUEST_ID_LABEL, requestIdOf } from './common/request-id';
import { RouteMethods } from './common/route-methods';
import { RequestLines } from './common/request-lines';
import { RunningRequests } from './common/running-requests';
import { addRequestLog } from './common/request-log';
import { addSecurityHeaders, helmetHeaders } from './common/security-headers';
import { RequestValidationPipe } from './common/validation.pipe';
import { ConfigModule } from './config/config.module';
import type { Configuration } from './config/configuration';
import { refuseUsers } from './jobs/worker-role';
import { MetricsModule } from './metrics/metrics.module';

export interface AppOptions {
  /** Where log lines go; standard output by default. */
  readonly logDestination?: DestinationStream;
}

/** Wraps the features in what every application has, so that a root module names features alone. */
@Module({})
class Shell {
  static around(configuration: Configuration, root: Type | DynamicModule, logger: Logger): DynamicModule {
    return {
      module: Shell,
      imports: [
        ConfigModule.with(configuration),
        // Its middleware would cost every request more than all hooks together: `addRequestLog` binds the log instead.
        LoggerModule.forRoot({ pinoHttp: { logger }, useExisting: true, forRoutes: [] }),
        CommonModule,
        MetricsModule,
        root,
      ],
      providers: [ConnectionDrain, RunningRequests],
    };
  }
}

/**
 * Builds the application that main, tests and demo run; `listen` or `init` is left to them. The root module must import
 * AuthModule and what that needs. Controllers name their whole path (`api/v1/devices`): there is no global prefix.
 */
export async function createApp(
  configuration: Configuration,
  root: Type | DynamicModule,
  options: AppOptions = {},
): Promise<NestFastifyApplication> {
  const logger = createLogger(configuration, options.logDestination);
  const routes = new RouteMethods();
  const problems = new ProblemFilter(routes);
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    logController: new RequestLines({ requestIdLogLabel: REQUEST_ID_LABEL }),
    genReqId: requestIdOf,
    requestIdHeader: false,
    trustProxy: configuration.http.trustProxy,
    bodyLimit: configuration.http.bodyLimitBytes,
    // An address that cannot be decoded never reaches hooks or routes.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      stampAnswer(request, reply);
      problems.answer(new HttpException(error.message, error.statusCode ?? 400), request, reply);
    },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    Shell.around(configuration, root, logger),
    adapter,
    { bufferLogs: true, bodyParser: false, abortOnError: false },
  );
  app.useLogger(app.get(PinoLogger));
  const instance: FastifyInstance = app.getHttpAdapter().getInstance();
  routes.watch(instance);
  parseBodies(instance);
  if (configuration.role === 'worker') {
    refuseUsers(instance, (problem, request, reply) => {
      stampAnswer(request, reply);
      problems.answer(problem, request, reply);
    });
  }
  await addHooks(app, instance, configuration);
  app.useGlobalFilters(problems);
  app.useGlobalPipes(new RequestValidationPipe());
  SwaggerModule.setup('docs', app, () => describeApi(app), { jsonDocumentUrl: 'docs-json', raw: ['json'] });
  // As process 1 of a container the process would ignore the signal that Nest sends itself at the end.
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  return app;
}

/** JSON, and CSV as text; anything else is 415. */
function parseBodies(instance: FastifyInstance): void {
  addJsonBodies(instance);
  instance.removeContentTypeParser('text/plain');
  instance.addContentTypeParser('text/csv', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
}

async function addHooks(
  app: NestFastifyApplication,
  instance: FastifyInstance,
  configuration: Configuration,
): Promise<void> {
  const { corsOrigins, rateLimit: settings } = configuration.http;
  const running = app.get(RunningRequests, { strict: false });
  const security = await helmetHeaders();
  addCompression(instance);
  addRequestContext(instance, running);
  allowOrigins(app, corsOrigins);
  addSecurityHeaders(instance, security);
  await app.register(rateLimit, { global: false });
  const authenticator = app.get(Authenticator, { strict: false });
  const limit = new RateLimit(instance, settings);
  addRateLimit(instance, limit, settings, {
    clientOf: (request) => clientOf(authenticator, request),
    loginPaths: ['/api/v1/auth/login', '/api/v1/auth/session'],
  });
  addShortWay(instance, {
    reads: app.get(RepeatedReads, { strict: false }),
    authenticator,
    limit,
    running,
    headers: { ...security, ...headersWithoutOrigin(corsOrigins) },
  });
  addRequestLog(instance);
}

/** An unknown or unconfirmed caller counts as its address: making up keys must not help around the limit. */
async function clientOf(authenticator: Authenticator, request: FastifyRequest): Promise<string> {
  try {
    const authentication = await authenticator.of(request.raw);
    if (authentication.state !== 'accepted') return request.ip;
    return clientName(authentication.principal);
  } catch (error) {
    request.log.debug({ err: error }, 'the caller is limited by address: its session cannot be looked up');
    return request.ip;
  }
}

/** Headers of answers that scripts of other origins may read. */
const EXPOSED = [
  'ETag',
  'Location',
  'Retry-After',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'X-Request-Id',
  'X-Response-Time',
  'X-API-Version',
];

function allowOrigins(app: NestFastifyApplication, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.enableCors({
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: [...EXPOSED],
    maxAge: 600,
  });
}

/** What `@fastify/cors` adds to the answer to a request that names no origin. */
function headersWithoutOrigin(origins: readonly string[]): Record<string, string> {
  if (origins.length === 0) return {};
  const exposed = { 'access-control-expose-headers': EXPOSED.join(', ') };
  if (origins.includes('*')) return { ...exposed, 'access-control-allow-origin': '*' };
  return { ...exposed, vary: 'Origin' };
}
