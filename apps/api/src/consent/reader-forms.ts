import { Injectable } from '@nestjs/common';
import {
  type DecisionScope,
  emailAddress,
  type ProblemCode,
  type ReaderDecision,
  type ReaderExport,
  type ReaderProof,
} from '@openly/contracts';
import type { FastifyReply } from 'fastify';
import { DomainError } from '../errors.js';
import { statusOf } from '../http/problem.filter.js';
import type { MessageRef } from '../opens/confirmations.js';
import { ConsentService } from './consent.service.js';
import { MailboxProofs } from './mailbox-proofs.js';
import { PAGE_HEADERS } from './page-style.js';
import { ReaderErasureService } from './reader-erasure.service.js';
import { ReaderExportService } from './reader-export.service.js';
import { EXPORT_HEADERS } from './reader-files.js';
import { ReaderPageService } from './reader-page.service.js';
import type { PageAlert, ProofStep, Wish } from './reader-view.js';

/** The page that a form was sent from. */
export interface FormPage {
  token: string;
  mail: MessageRef;
  /** Asked for in the page's address; anything. */
  lang: unknown;
}

interface Claim {
  scope: DecisionScope;
  proof?: string;
}

/**
 * The way of a reader without scripts: address, code, and then what they came for. Each form is answered with the page
 * at its next step. Nothing is remembered in between but what stands in the forms.
 */
@Injectable()
export class ReaderForms {
  constructor(
    private readonly pages: ReaderPageService,
    private readonly consent: ConsentService,
    private readonly proofs: MailboxProofs,
    private readonly exports: ReaderExportService,
    private readonly erasure: ReaderErasureService,
  ) {}

  /** A decision. By the link alone it leads back to the page, which then says so. */
  async decide(reply: FastifyReply, page: FormPage, { decision, scope, proof }: ReaderDecision): Promise<void> {
    const wish: Wish = { do: decision, scope };
    if (proof !== undefined) return this.orAskAgain(reply, page, wish, () => this.doWish(reply, page, wish, proof));
    return this.orAskAgain(reply, page, wish, async () => {
      await this.consent.decide(page.mail, { decision, scope });
      // 303 and no other: the browser fetches the page with GET, and reloading it asks for nothing again.
      await reply.redirect(this.pages.pathOf(page.token, page.lang), 303);
    });
  }

  /** A wish without anything, an address to mail a code to, or the code. */
  async prove(reply: FastifyReply, page: FormPage, { email, proof, ...wanted }: ReaderProof): Promise<void> {
    const wish: Wish = { do: wanted.do ?? 'export', scope: wanted.scope ?? 'message' };
    if (proof !== undefined) {
      try {
        return await this.doWish(reply, page, wish, proof);
      } catch (error) {
        if (codeOf(error) !== 'wrong_proof') throw error;
        return this.show(reply, page, statusOf.wrong_proof, { at: 'code', wish, trouble: 'wrong' });
      }
    }
    if (email === undefined) return this.show(reply, page, 200, { at: 'address', wish });
    const address = emailAddress.safeParse(email);
    if (!address.success) {
      return this.show(reply, page, statusOf.invalid_request, { at: 'address', wish, trouble: 'invalid' });
    }
    try {
      await this.proofs.request(page.mail, address.data);
    } catch (error) {
      if (codeOf(error) !== 'no_mail_here') throw error;
      return this.show(reply, page, statusOf.no_mail_here, { at: 'address', wish, trouble: 'unavailable' });
    }
    return this.show(reply, page, 202, { at: 'code', wish });
  }

  /** The file itself. */
  export(reply: FastifyReply, page: FormPage, { scope, proof }: Claim): Promise<void> {
    return this.orAskAgain(reply, page, { do: 'export', scope }, async () => {
      const kept: ReaderExport = await this.exports.of(page.mail, scope, proof);
      await reply.status(200).headers(EXPORT_HEADERS).send(kept);
    });
  }

  erase(reply: FastifyReply, page: FormPage, { scope, proof }: Claim): Promise<void> {
    const wish: Wish = { do: 'erase', scope };
    return this.orAskAgain(reply, page, wish, async () => {
      if (proof === undefined) throw new DomainError('proof_required');
      await this.doWish(reply, page, wish, proof);
    });
  }

  /** Does what a reader came for, and shows what came of it. @throws DomainError `wrong_proof` */
  private async doWish(reply: FastifyReply, page: FormPage, wish: Wish, proof: string): Promise<void> {
    if (wish.do === 'erase') {
      await this.erasure.erase(page.mail, wish.scope, proof);
      return this.show(reply, page, 200, { at: 'erased', scope: wish.scope });
    }
    if (wish.do !== 'export') {
      await this.consent.decide(page.mail, { decision: wish.do, scope: wish.scope, proof });
    }
    const { email, until } = await this.proofs.check(page.mail, proof);
    const receipts = await this.consent.standingOf(page.mail, email);
    return this.show(reply, page, 200, { at: 'proven', proof, until, email, did: wish, receipts });
  }

  /** Where a proof is missing or has ended, asks for an address instead. */
  private async orAskAgain(reply: FastifyReply, page: FormPage, wish: Wish, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const code = codeOf(error);
      if (code !== 'proof_required' && code !== 'wrong_proof') throw error;
      const alert = code === 'proof_required' ? 'proof_required' : 'proof_ended';
      await this.show(reply, page, statusOf[code], { at: 'address', wish }, alert);
    }
  }

  private async show(
    reply: FastifyReply,
    { token, lang }: FormPage,
    status: number,
    step: ProofStep,
    alert?: PageAlert,
  ): Promise<void> {
    const html = await this.pages.render(token, new Date(), { lang, step, alert });
    await reply.status(status).headers(PAGE_HEADERS).send(html);
  }
}

const codeOf = (error: unknown): ProblemCode | null => (error instanceof DomainError ? error.code : null);
