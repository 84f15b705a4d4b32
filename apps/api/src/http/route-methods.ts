import type { FastifyInstance } from 'fastify';

/** Which methods each path takes, to tell a wrong method (405) from a wrong path (404). */
export class RouteMethods {
  private readonly routes: { pattern: RegExp; methods: string[] }[] = [];

  /** Listens for routes; call before any is registered. */
  constructor(server: FastifyInstance) {
    server.addHook('onRoute', ({ url, method }) => {
      const pattern = url
        .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
        .replace(/:[^/]+/g, '[^/]+')
        .replace(/\*/g, '.*');
      this.routes.push({ pattern: new RegExp(`^${pattern}$`), methods: [method].flat() });
    });
  }

  /** Methods of this path, in the form of the `Allow` header; empty where the path is unknown. */
  allowed(url: string): string[] {
    const [path = ''] = url.split('?', 1);
    const methods = this.routes.filter((route) => route.pattern.test(path)).flatMap((route) => route.methods);
    return [...new Set(methods)].filter((method) => method !== 'OPTIONS');
  }
}
