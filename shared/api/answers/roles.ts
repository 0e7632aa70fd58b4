/** Who may ask; in AWS each role is one IAM policy. A file without imports: types of the package name it. */
export const ROLES = ['sender', 'viewer', 'exporter', 'auditor'] as const;
export type Role = (typeof ROLES)[number];
