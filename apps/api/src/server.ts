import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppModule } from './app.module.js';
import { CaptureService } from './capture/capture.service.js';
import { ReadersDoor } from './capture/readers-door.js';
import { type Config, isLoopback } from './config.js';
import type { DatabaseConnections } from './database/data-source.js';
import { DomainError } from './errors.js';
import { registerBodyParsers } from './http/body-parsers.js';
import { serveDocs } from './http/docs.js';
import { fromFramework, ProblemFilter, sendProblem } from './http/problem.filter.js';
import { RouteMethods } from './http/route-methods.js';
import { validationPipe } from './http/validation.js';

/** Largest body any route takes. */
const BODY_LIMIT = 1024 * 1024;

/** The application, wired but not yet listening. */
export async function createServer(config: Config, database: DatabaseConnections): Promise<NestFastifyApplication> {
  const door = new ReadersDoor();
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    trustProxy: config.trustedProxies,
    routerOptions: { maxParamLength: 500 },
    serverFactory: door.serverFactory,
    clientErrorHandler: door.clientErrorHandler,
    frameworkErrors: refuseMalformed,
  });
  const routes = new RouteMethods(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, database), adapter, {
    bodyParser: false,
    logger: ['error', 'warn', 'fatal'],
    abortOnError: false,
  });
  if (config.sandbox) keepToThisMachine(adapter.getInstance());
  registerBodyParsers(adapter.getInstance());
  door.open(app.get(CaptureService));
  app.useGlobalFilters(new ProblemFilter(routes));
  app.useGlobalPipes(validationPipe());
  app.enableCors({
    origin: config.extensionIds.map((id) => `chrome-extension://${id}`),
    methods: ['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'idempotency-key'],
    maxAge: 600,
  });
  serveDocs(app);
  return app;
}

/** A path that is not well formed, or a part of it too long: no route is found then, and so no filter of ours is asked. */
const refuseMalformed = (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) =>
  sendProblem(reply, fromFramework(error));

/**
 * In the sandbox anybody who is let in can sign in. Listening on loopback keeps strangers out, but not those whom a
 * proxy on this machine or a rebound name in a browser brings here.
 */
function keepToThisMachine(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    if (isLoopback(request.hostname) && isLoopback(request.ip)) return done();
    sendProblem(reply, new DomainError('forbidden', 'The sandbox answers this machine alone: set GOOGLE_CLIENT_ID.'));
  });
}
