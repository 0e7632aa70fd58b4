/** Signs HTTP requests as AWS does (Signature Version 4), with the SDK's own parts, loaded when they are needed. */

export interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RequestSigner {
  /** The headers to send, those given among them. Rejects when no credentials are found. */
  sign(request: UnsignedRequest): Promise<Record<string, string>>;
}

export interface RequestSignerOptions {
  /** `execute-api` for API Gateway. */
  readonly service: string;
  /** Default: what the AWS SDK finds. */
  readonly region?: string | undefined;
}

/** Credentials come from where every AWS client of this process finds its own, and are renewed by the SDK. */
export async function createRequestSigner({ service, region }: RequestSignerOptions): Promise<RequestSigner> {
  const [{ SQSClient }, { SignatureV4 }] = await Promise.all([
    import('@aws-sdk/client-sqs'),
    import('@smithy/signature-v4'),
  ]);
  // Never connects: it only knows where credentials, region and the hash function are.
  const { config } = new SQSClient(region === undefined ? {} : { region });
  const signer = new SignatureV4({
    service,
    region: config.region,
    credentials: config.credentials,
    sha256: config.sha256,
  });
  return {
    async sign({ method, url, headers, body }) {
      const signed = await signer.sign({
        method,
        protocol: url.protocol,
        hostname: url.hostname,
        ...(url.port === '' ? {} : { port: Number(url.port) }),
        path: url.pathname,
        query: collectQuery(url.searchParams),
        headers: { ...headers, host: url.host },
        body,
      });
      // fetch sets the host itself, and to the same value.
      const { host: _, ...sent } = signed.headers;
      return sent;
    },
  };
}

/** A parameter that is repeated is signed with all its values. */
function collectQuery(parameters: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => {
      const values = parameters.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}
