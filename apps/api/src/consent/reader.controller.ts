import { Body, Controller, Get, Inject, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { type DecisionReceipts, problemTitles, type ReaderDecision, readerDecision } from '@openly/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { DomainError } from '../errors.js';
import { Public } from '../http/auth.guard.js';
import { statusOf } from '../http/problem.filter.js';
import { ConsentService } from './consent.service.js';
import { isForm, PeopleProblemFilter } from './for-people.js';
import { PAGE_HEADERS } from './page-style.js';
import { ReaderPageService } from './reader-page.service.js';
import { refuseOtherSites } from './same-site.js';

const NEEDS_PROOF = `${problemTitles.proof_required} This link alone can only stop tracking. Nothing was changed.`;

/** Headers of receipts to download. */
const RECEIPT_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'application/json; charset=utf-8',
  'content-disposition': 'attachment; filename="openly-receipt.json"',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow, noarchive',
};

/** The reader's page and the decision made there, for people with a browser and for programs. */
@Controller('r')
@Public()
@UseFilters(PeopleProblemFilter)
export class ReaderController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly pages: ReaderPageService,
    private readonly consent: ConsentService,
  ) {}

  /** Shows the page; changes nothing, whoever follows the link. */
  @Get(':token')
  async page(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    await reply.headers(PAGE_HEADERS).send(await this.pages.render(token, new Date()));
  }

  /** What the page shows of decisions made with this mail, to keep as proof. */
  @Get(':token/receipt')
  async receipts(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const receipts: DecisionReceipts = await this.pages.receipts(token);
    await reply.headers(RECEIPT_HEADERS).send(receipts);
  }

  /** Records a decision: JSON gets its receipt, a form is sent back to the page, which then says so. */
  @Post(':token/decision')
  async decide(
    @Param('token') token: string,
    @Body({ schema: readerDecision }) decision: ReaderDecision,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    refuseOtherSites(request, this.config.publicUrl);
    const { teamId, messageId } = this.pages.mailOf(token);
    void reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
    if (!isForm(request)) {
      const receipt = await this.consent.decide(teamId, messageId, decision);
      return reply.status(200).send(receipt);
    }
    try {
      await this.consent.decide(teamId, messageId, decision);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'proof_required') throw error;
      const page = await this.pages.render(token, new Date(), NEEDS_PROOF);
      return reply.status(statusOf.proof_required).headers(PAGE_HEADERS).send(page);
    }
    // 303 and no other: the browser fetches the page with GET, and reloading it asks for nothing again.
    return reply.redirect(this.pages.pathOf(token), 303);
  }
}
