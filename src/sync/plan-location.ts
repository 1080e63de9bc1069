import type { FastifyReply } from 'fastify';
import type { Plan } from './plan';

export const PLANS_PATH = '/api/v1/erp/sync/plans';

/** The header that {@link locate} sets, for the API document. */
export const PLAN_LOCATION = {
  Location: { description: 'Where the plan can be read', schema: { type: 'string' as const } },
};

/** Tells the caller where the plan can be read. */
export function locate(reply: FastifyReply, { id }: Plan): void {
  reply.header('Location', `${PLANS_PATH}/${id}`);
}
