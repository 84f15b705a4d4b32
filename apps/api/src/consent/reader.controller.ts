import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import {
  type DecisionReceipts,
  emailAddress,
  type ReaderClaim,
  type ReaderDecision,
  type ReaderProof,
  readerClaim,
  readerDecision,
  readerProof,
} from '@openly/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { DomainError } from '../errors.js';
import { Public } from '../http/auth.guard.js';
import { Describe } from '../http/describe.js';
import { ConsentService } from './consent.service.js';
import { isForm, PeopleProblemFilter, prefersHtml } from './for-people.js';
import { MailboxProofs } from './mailbox-proofs.js';
import { PAGE_HEADERS } from './page-style.js';
import { PostLimit } from './post-limit.js';
import { ReaderErasureService } from './reader-erasure.service.js';
import { ReaderExportService } from './reader-export.service.js';
import { EXPORT_HEADERS, PRIVATE_HEADERS, RECEIPT_HEADERS } from './reader-files.js';
import { ReaderForms } from './reader-forms.js';
import { ReaderPageService } from './reader-page.service.js';
import { refuseOtherSites } from './same-site.js';

/**
 * The reader's page and what can be done there, for people with a browser and for programs. A program posts JSON and
 * gets JSON; a form is answered with the page, which needs neither scripts nor cookies.
 */
@Controller('r')
@Public()
@UseGuards(PostLimit)
@UseFilters(PeopleProblemFilter)
export class ReaderController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly pages: ReaderPageService,
    private readonly forms: ReaderForms,
    private readonly consent: ConsentService,
    private readonly proofs: MailboxProofs,
    private readonly exports: ReaderExportService,
    private readonly erasure: ReaderErasureService,
  ) {}

  /** Shows the page; changes nothing, whoever follows the link. */
  @Get(':token')
  @Describe({
    summary: 'The reader’s page',
    description: 'Changes nothing.',
    answer: { 'text/html': '<!doctype html>…' },
    problems: ['link_token_not_found'],
    forPeople: true,
  })
  async page(@Param('token') token: string, @Query('lang') lang: unknown, @Res() reply: FastifyReply): Promise<void> {
    await reply.headers(PAGE_HEADERS).send(await this.pages.render(token, new Date(), { lang }));
  }

  /** What the page shows of decisions made with this mail, to keep as proof. */
  @Get(':token/receipt')
  @Describe({
    summary: 'What was decided with this mail',
    answer: 'DecisionReceipts',
    problems: ['link_token_not_found'],
    forPeople: true,
  })
  async receipts(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const receipts: DecisionReceipts = await this.pages.receipts(token);
    await reply.headers(RECEIPT_HEADERS).send(receipts);
  }

  @Post(':token/decision')
  @Describe({
    summary: 'Allow or refuse',
    description: 'The bare link can refuse this mail; more needs proof of the mailbox.',
    answers: { 200: 'DecisionReceipt', 303: null },
    problems: ['link_token_not_found', 'proof_required', 'wrong_proof', 'forbidden', 'rate_limited'],
    forPeople: true,
  })
  async decide(
    @Param('token') token: string,
    @Query('lang') lang: unknown,
    @Body({ schema: readerDecision }) decision: ReaderDecision,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const mail = this.posted(token, request, reply);
    if (isForm(request)) return this.forms.decide(reply, { token, mail, lang }, decision);
    await reply.status(200).send(await this.consent.decide(mail, decision));
  }

  /**
   * Has a code mailed to an address, or tries one. The answer to an address is the same, in the same time, whether or
   * not it is a reader's.
   */
  @Post(':token/proof')
  @Describe({
    summary: 'Prove that a mailbox is yours',
    description: 'With `email` a code is mailed there, if it is a reader’s; with `proof` that code is tried.',
    answers: { 200: 'MailboxProven', 202: 'CodeAskedFor' },
    problems: ['link_token_not_found', 'wrong_proof', 'no_mail_here', 'forbidden', 'rate_limited'],
    forPeople: true,
  })
  async prove(
    @Param('token') token: string,
    @Query('lang') lang: unknown,
    @Body({ schema: readerProof }) body: ReaderProof,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const mail = this.posted(token, request, reply);
    if (isForm(request)) return this.forms.prove(reply, { token, mail, lang }, body);
    if (body.proof !== undefined) {
      const { until } = await this.proofs.check(mail, body.proof);
      await reply.status(200).send({ until: until.toISOString() });
      return;
    }
    const email = emailAddress.safeParse(body.email);
    if (!email.success) {
      throw new DomainError('invalid_request', undefined, [{ path: 'email', message: 'is not a mail address' }]);
    }
    await this.proofs.request(mail, email.data);
    await reply.status(202).send({});
  }

  @Get(':token/export')
  @Describe({
    summary: 'What is kept of a reader',
    answer: 'ReaderExport',
    problems: ['link_token_not_found', 'proof_required', 'wrong_proof', 'rate_limited'],
    forPeople: true,
  })
  async export(
    @Param('token') token: string,
    @Query({ schema: readerClaim }) { scope, proof, lang }: ReaderClaim,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const mail = this.pages.mailOf(token);
    if (prefersHtml(request.headers.accept)) {
      return this.forms.export(reply, { token, mail, lang }, { scope, proof });
    }
    await reply.headers(EXPORT_HEADERS).send(await this.exports.of(mail, scope, proof));
  }

  /** The same for a form: a code is not to stand in an address. */
  @Post(':token/export')
  @Describe({
    summary: 'What is kept of a reader, for a form',
    answers: { 200: 'ReaderExport' },
    problems: ['link_token_not_found', 'proof_required', 'wrong_proof', 'forbidden', 'rate_limited'],
    forPeople: true,
  })
  async exportPosted(
    @Param('token') token: string,
    @Query('lang') lang: unknown,
    @Body({ schema: readerClaim }) { scope, proof }: ReaderClaim,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const mail = this.posted(token, request, reply);
    if (isForm(request)) return this.forms.export(reply, { token, mail, lang }, { scope, proof });
    await reply
      .status(200)
      .headers(EXPORT_HEADERS)
      .send(await this.exports.of(mail, scope, proof));
  }

  @Post(':token/erase')
  @Describe({
    summary: 'Erase what is kept of a reader',
    description: 'And refuse in their name.',
    answers: { 200: 'Erasure' },
    problems: ['link_token_not_found', 'proof_required', 'wrong_proof', 'forbidden', 'rate_limited'],
    forPeople: true,
  })
  async erase(
    @Param('token') token: string,
    @Query('lang') lang: unknown,
    @Body({ schema: readerClaim }) { scope, proof }: ReaderClaim,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const mail = this.posted(token, request, reply);
    if (isForm(request)) return this.forms.erase(reply, { token, mail, lang }, { scope, proof });
    await reply.status(200).send(await this.erasure.erase(mail, scope, proof));
  }

  /** Which mail something is posted to. @throws DomainError `forbidden` from another site, `link_token_not_found` */
  private posted(token: string, request: FastifyRequest, reply: FastifyReply) {
    refuseOtherSites(request, this.config.publicUrl);
    const mail = this.pages.mailOf(token);
    void reply.headers(PRIVATE_HEADERS);
    return mail;
  }
}
