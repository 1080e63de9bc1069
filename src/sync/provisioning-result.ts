import type { Device, InspectionPoint } from '@libs/domain';
import { type FieldError, ProblemError } from '../common/problem';
import { deviceProblem } from '../devices/row-problem';

export type ProvisioningOutcome = 'would_create' | 'created' | 'exists' | 'refused' | 'failed' | 'not_found';

export interface ProvisioningResult {
  readonly reference: string;
  readonly point: InspectionPoint | null;
  readonly outcome: ProvisioningOutcome;
  readonly device: Device | null;
  readonly clusterId: string | null;
  readonly errors: readonly FieldError[];
  /** Clusters to choose from, where none could be chosen. */
  readonly candidates: unknown;
}

/** The result of a point, with what there is to say beside its outcome. */
export function resultOf(
  point: InspectionPoint,
  outcome: ProvisioningOutcome,
  rest: Partial<ProvisioningResult>,
): ProvisioningResult {
  const empty = { device: null, clusterId: null, errors: [], candidates: null };
  return { reference: point.reference, point, outcome, ...empty, ...rest };
}

/** The point is refused for what is wrong with it or with the device that it would get; other errors are thrown on. */
export function refusedResult(point: InspectionPoint, error: unknown): ProvisioningResult {
  const errors = deviceProblem(error);
  if (errors === undefined) throw error;
  const candidates = error instanceof ProblemError ? error.options.extensions?.['candidates'] : undefined;
  return resultOf(point, 'refused', { errors, candidates: candidates ?? null });
}

/** The ERP has no point of this reference. */
export function notFound(reference: string): ProvisioningResult {
  const message = 'no inspection point has this reference';
  return {
    reference,
    point: null,
    outcome: 'not_found',
    device: null,
    clusterId: null,
    errors: [{ field: 'references', message, value: reference }],
    candidates: null,
  };
}
