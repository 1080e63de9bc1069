import type { JSX } from 'preact';
import { route } from '../../router.ts';
import { PlanDetail } from './plan-detail.tsx';
import { PlanListing } from './plan-listing.tsx';

/** What was planned, by whom, and what has become of it: all of them, or the one that is open. */
export function PlansPage(): JSX.Element {
  const { plan } = route.value;
  return plan === undefined ? <PlanListing /> : <PlanDetail key={plan} id={plan} />;
}
