import { Module } from '@nestjs/common';
import { ExportController } from './export.controller.js';
import { ExportService } from './export.service.js';

/** A team's data in one file, to keep or to move to another server. */
@Module({ controllers: [ExportController], providers: [ExportService] })
export class TransferModule {}
