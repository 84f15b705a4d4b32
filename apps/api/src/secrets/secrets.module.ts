import { Global, Module } from '@nestjs/common';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { Encryption } from './encryption.js';
import { LookupHash } from './lookup-hash.js';

/** Encryption at rest and keyed hashes, each with keys of its own purpose. */
@Global()
@Module({
  providers: [
    { provide: Encryption, inject: [CONFIG], useFactory: (config: Config) => new Encryption(config.keys.encryption) },
    { provide: LookupHash, inject: [CONFIG], useFactory: (config: Config) => new LookupHash(config.keys.lookup) },
  ],
  exports: [Encryption, LookupHash],
})
export class SecretsModule {}
