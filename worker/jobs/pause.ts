/** Lets everything else that waits in this process go first: requests that came in while the job computed. */
export const pause = (): Promise<void> => new Promise(resume => setTimeout(resume))
