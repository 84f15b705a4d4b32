import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import type { ServerDeclaration } from '@openly/contracts';
import { type Config, repositoryRoot } from '../config.js';
import { CONFIG } from '../config.token.js';
import { DomainError } from '../errors.js';
import { Public } from '../http/auth.guard.js';
import { Describe } from '../http/describe.js';
import { declare, type Package } from './declaration.js';

const ONE_DAY = 'public, max-age=86400';

/** Says openly what this server is. The same for everybody: may be kept and passed on. */
@Public()
@Controller()
export class WellKnownController {
  private readonly declaration: ServerDeclaration;
  private readonly privacy: string | null;

  constructor(@Inject(CONFIG) config: Config) {
    const privacyFile = join(repositoryRoot, 'PRIVACY.md');
    this.privacy = existsSync(privacyFile) ? readFileSync(privacyFile, 'utf8') : null;
    const about: Package = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8'));
    this.declaration = declare(about, config, this.privacy !== null);
  }

  @Get('.well-known/openly.json')
  @Describe({
    summary: 'What this server is',
    description: 'For makers of blockers and for whoever wonders.',
    answer: 'ServerDeclaration',
  })
  @Header('cache-control', ONE_DAY)
  @Header('access-control-allow-origin', '*')
  openly(): ServerDeclaration {
    return this.declaration;
  }

  /** PRIVACY.md as it is. */
  @Get('privacy')
  @Describe({
    summary: 'What is recorded, why and how long',
    answer: { 'text/plain': '# Privacy\n' },
    problems: ['not_found'],
  })
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('cache-control', ONE_DAY)
  @Header('x-content-type-options', 'nosniff')
  text(): string {
    if (this.privacy === null) throw new DomainError('not_found');
    return this.privacy;
  }
}
