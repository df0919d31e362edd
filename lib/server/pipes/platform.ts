/** PLATFORM_ID_NT ([MS-SRVS] 2.2.2.6): every server that speaks SMB2 says so. */
export const PLATFORM = { platformId: 500 } as const;
/** That of the Windows whose behaviour is followed. */
export const VERSION = { versionMajor: 10, versionMinor: 0 } as const;
