import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { appDataSourceOptions, type DatabaseConnections } from './data-source.js';
import { CONNECTIONS, Database } from './database.js';

@Module({})
export class DatabaseModule {
  static at(connections: DatabaseConnections): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRoot({ ...appDataSourceOptions(connections), autoLoadEntities: true, retryAttempts: 3 }),
      ],
      providers: [{ provide: CONNECTIONS, useValue: connections }, Database],
      exports: [CONNECTIONS, Database],
    };
  }
}
