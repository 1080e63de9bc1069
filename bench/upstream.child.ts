import { answerParent } from './child';
import { type Peer, startUpstream } from './stack';

/** A simulated Microshare alone. */
export interface UpstreamOrders {
  readonly devices: number;
  readonly discoveryMs: number;
  readonly paceMs: number;
}

export interface UpstreamQuestion {
  /** Forgets the calls so far, after they were counted. */
  readonly forget: boolean;
  /** How the references of the devices begin that are to be counted. */
  readonly prefix: string;
}

export interface UpstreamAnswer {
  readonly peer: Peer;
  /** For calls past the application. */
  readonly token: string;
  readonly reads: number;
  readonly writes: number;
  readonly devices: number;
}

answerParent<UpstreamQuestion, UpstreamAnswer>(async (orders) => {
  const { devices, discoveryMs, paceMs } = orders as UpstreamOrders;
  const upstream = await startUpstream(devices, discoveryMs, paceMs);
  const { apiUrl, authUrl, clientId, accounts } = upstream;
  const token = upstream.tokenFor(accounts[0]?.username ?? '');
  return {
    answer: ({ forget, prefix } = { forget: false, prefix: '' }) => {
      const counted = {
        peer: { apiUrl, authUrl, clientId },
        token,
        reads: upstream.count('read'),
        writes: upstream.count('write'),
        devices: upstream.devices().filter(({ meta }) => meta?.location?.[3]?.startsWith(prefix) === true)
          .length,
      };
      if (forget) upstream.forgetCalls();
      return counted;
    },
    close: () => upstream.close(),
  };
});
